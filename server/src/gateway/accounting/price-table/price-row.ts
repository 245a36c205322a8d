/**
 * What the vendors ask, in US dollars per million tokens: the standard tier, and beside it what the others
 * are of it (`tiers`); for what is not charged by tokens, in its own unit. Every figure says where it was
 * read and for which date it holds. What a tool costs (web search, code interpreter) is not here, and
 * models that charge for every call, too, stay unpriced.
 *
 * To add a model: give the vendor's own name for it, without the date of a snapshot. A snapshot
 * with its own price gets its own row.
 */
export interface PriceRow {
  /** The vendor's name for the model; unique in the table. */
  readonly model: string
  /** The value of a provider's `vendor` that sells it at this price. */
  readonly vendor: string
  readonly inputUsd: number
  /** Absent: as `inputUsd`, and so for every rate that is absent. */
  readonly cachedInputUsd?: number
  readonly cacheWriteUsd?: number
  readonly outputUsd: number
  readonly audioInputUsd?: number
  readonly audioOutputUsd?: number
  readonly imageInputUsd?: number
  readonly imageOutputUsd?: number
  /** For a million characters of text to be spoken, where the model is charged by them. */
  readonly millionCharactersUsd?: number
  /** For a minute of sound that is listened to, where the model is charged by it. */
  readonly audioMinuteUsd?: number
  /** For one picture, by its quality and size, where the model is charged by the piece. */
  readonly imageUsd?: Readonly<Record<string, number>>
  /** What a call with a long prompt costs; all of its tokens, not only those past the threshold. */
  readonly longContext?: LongContext
  /** What the other tiers cost; without them, nobody knows. */
  readonly tiers?: TierFactors
  /** Input and output together, as the vendor documents it; null where it does not. */
  readonly contextTokens: number | null
  readonly maxOutputTokens: number | null
  readonly source: string
  /** `YYYY-MM-DD` */
  readonly asOf: string
}

/** Multiples of all rates of the standard tier; a tier that is absent is one whose price nobody knows. */
export interface TierFactors {
  readonly flex?: number
  /** As `service_tier` this is `fast` or, by its older name, `priority`. */
  readonly fast?: number
  readonly source: string
  /** `YYYY-MM-DD` */
  readonly asOf: string
}

interface LongContext {
  readonly fromInputTokens: number
  /** Of every input rate, cached and cache writes too. */
  readonly inputFactor: number
  readonly outputFactor: number
}

type Shared = Omit<PriceRow, 'model' | 'inputUsd' | 'outputUsd'>
type Own = Pick<PriceRow, 'model' | 'inputUsd' | 'outputUsd'> & Partial<Shared>

/** Rows that have most of their facts in common; what a row says itself wins. */
export function rows(shared: Shared, own: readonly Own[]): readonly PriceRow[] {
  return own.map((row) => ({ ...shared, ...row }))
}
