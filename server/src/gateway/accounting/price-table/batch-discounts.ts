interface BatchDiscount {
  /** Of the rates of the standard tier. */
  readonly factor: number
  readonly source: string
  /** `YYYY-MM-DD` */
  readonly asOf: string
}

/** Vendors whose own `/batches` costs less than as many calls; all others are billed as if nothing was saved. */
export const batchDiscounts: ReadonlyMap<string, BatchDiscount> = new Map([
  ['openai', { factor: 0.5, source: 'OpenAI, help.openai.com, Batch API FAQ', asOf: '2026-11-25' }],
  ['google', { factor: 0.5, source: 'Google, as quoted by public guides', asOf: '2026-11-25' }],
  ['groq', { factor: 0.5, source: 'Groq, as quoted by public guides', asOf: '2026-11-25' }],
])
