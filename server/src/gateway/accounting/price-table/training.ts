interface TrainingPrice {
  /** US dollars for a million tokens, those of every epoch counted. */
  readonly usd: number
  readonly source: string
  /** `YYYY-MM-DD` */
  readonly asOf: string
}

const quoted = { source: 'OpenAI, as quoted by several public price lists', asOf: '2026-11-25' }

/** What OpenAI asks for fine-tuning, by the family of the model; nobody knows what the others cost. */
export const trainingPrices: ReadonlyMap<string, TrainingPrice> = new Map([
  ['gpt-4o', { usd: 25, ...quoted }],
  ['gpt-4o-mini', { usd: 3, ...quoted }],
  ['gpt-3.5-turbo', { usd: 8, ...quoted }],
])
