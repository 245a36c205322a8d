import type { MediaPrice } from '@llavero/protocol/control/prices.ts'
import { toUsd } from '@llavero/protocol/control/scalars.ts'
import type { PriceTable } from '../../storage/tables.ts'
import type { ServiceTier, Target, Usage } from '../model-call.ts'
import { batchDiscounts } from './price-table/batch-discounts.ts'
import type { PriceRow, TierFactors } from './price-table/price-row.ts'
import { trainingPrices } from './price-table/training.ts'
import { priceTable } from './price-table.ts'

/** Whole micro-dollars per million tokens, so that a sum of them is exact. */
interface TokenRates {
  readonly inputMicroUsdPerMillion: number
  readonly cachedInputMicroUsdPerMillion: number
  readonly cacheWriteMicroUsdPerMillion: number
  readonly outputMicroUsdPerMillion: number
  readonly audioInputMicroUsdPerMillion: number
  readonly audioOutputMicroUsdPerMillion: number
}

/** What is not charged by tokens of text and sound. */
interface MediaRates {
  readonly imageInputMicroUsdPerMillion: number
  readonly imageOutputMicroUsdPerMillion: number
  readonly microUsdPerMillionCharacters: number
  readonly microUsdPerMillionAudioMs: number
  /** By quality and size, e.g. `hd 1024x1792`; a kind that is not listed costs as the dearest. */
  readonly microUsdPerImage: ReadonlyMap<string, number>
}

/** What a model costs at a provider, and who says so. */
export interface Price extends TokenRates {
  /** The name the price is listed under: the family's, where a snapshot has none of its own. */
  readonly model: string
  /** The rates of a call whose input is this long or longer, for all of its tokens. */
  readonly longContext: (TokenRates & { readonly fromInputTokens: number }) | null
  /** Null for most models: they are charged by tokens alone. */
  readonly media: MediaRates | null
  /** Null where a call costs the same in every tier. */
  readonly tiers: Readonly<Record<DearOrCheap, TierPrice>> | null
  readonly contextTokens: number | null
  readonly maxOutputTokens: number | null
  readonly source: string
  /** `YYYY-MM-DD` */
  readonly asOf: string
  readonly isOverride: boolean
}

type DearOrCheap = Exclude<ServiceTier, 'standard'>

interface TierPrice {
  readonly price: Price
  /** False where the vendor's figure is not known, and this one errs on the expensive side. */
  readonly isKnown: boolean
}

interface PriceListOptions {
  /** The operator's own prices. */
  readonly overrides: readonly PriceTable[]
  /** Provider id → vendor. */
  readonly vendors: ReadonlyMap<string, string>
}

/** Servers on one's own hardware: what a vendor asks for a model of that name does not hold there. */
const localVendors = new Set([
  'llama-cpp',
  'llama.cpp',
  'llamacpp',
  'lm-studio',
  'lmstudio',
  'local',
  'ollama',
  'vllm',
])

/** Vendors that sell other makers' open models under names that other hosts use, too, at other prices. */
const hostingVendors = new Set(['groq'])

/** As vendors mark their snapshots: `-2024-08-06`, `-20250929`, `-0613` and `-latest`. */
const snapshotSuffix = new RegExp(
  [
    String.raw`-20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`,
    String.raw`-(20\d\d)?(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$`,
    '-latest$',
  ].join('|'),
)

/** A client may ask for any model name, so what is remembered is bounded. */
const maxRemembered = 10_000

const free: TokenRates = {
  inputMicroUsdPerMillion: 0,
  cachedInputMicroUsdPerMillion: 0,
  cacheWriteMicroUsdPerMillion: 0,
  outputMicroUsdPerMillion: 0,
  audioInputMicroUsdPerMillion: 0,
  audioOutputMicroUsdPerMillion: 0,
}

const simulatorPrice: Price = {
  ...free,
  model: 'sim',
  longContext: null,
  media: null,
  tiers: null,
  contextTokens: null,
  maxOutputTokens: null,
  source: 'simulator',
  asOf: '2026-11-20',
  isOverride: false,
}

/** From a price a minute to one for a million milliseconds. */
const msPerMinuteFactor = 1_000_000 / 60_000

/** What any vendor asks at most for being fast, as a multiple; it stands in where a model's own is not known. */
const dearestFastFactor = Math.max(...priceTable.map(({ tiers }) => tiers?.fast ?? 1))

const listed = new Map(
  priceTable.map((row) => [row.model, { vendor: row.vendor, price: listPrice(row) }]),
)

/**
 * All prices as of one revision of the settings: built anew when overrides or providers change.
 * Remembers what it found, as it is asked for every call.
 */
export class PriceList {
  readonly #overrides: ReadonlyMap<string, PriceTable>
  readonly #vendors: ReadonlyMap<string, string>
  readonly #found = new Map<string, Price | null>()

  constructor(options: PriceListOptions) {
    this.#overrides = new Map(options.overrides.map((row) => [row.model, row]))
    this.#vendors = options.vendors
  }

  /** Null: nobody knows what this model costs there, which is not the same as free. */
  find(target: Target): Price | null {
    if (target.dialect === 'sim') return simulatorPrice
    let price = this.#found.get(target.id)
    if (price === undefined) {
      price = this.#lookUp(target)
      if (this.#found.size >= maxRemembered) this.#found.clear()
      this.#found.set(target.id, price)
    }
    return price
  }

  /** Micro-dollars for training on so many tokens, those of every epoch counted; null where nobody knows. */
  trainingCost({ providerId, model }: Target, tokens: number): number | null {
    const isKnown = this.#vendors.get(providerId) === 'openai'
    const price = trainingPrices.get(model.replace(snapshotSuffix, ''))
    return isKnown && price !== undefined ? Math.ceil(tokens * price.usd) : null
  }

  #lookUp(target: Target): Price | null {
    const vendor = this.#vendors.get(target.providerId) ?? ''
    const price = this.#search(target, vendor)
    return price && withBatchTier(price, vendor)
  }

  /** The name itself, then its family; at the same name the operator's word counts. */
  #search(target: Target, vendor: string): Price | null {
    const family = target.model.replace(snapshotSuffix, '')
    for (const model of new Set([target.model, family])) {
      const list = listPriceAt(vendor, model)
      const override = this.#overrides.get(model)
      if (override !== undefined) return overriddenPrice(override, list)
      if (list !== null) return list
    }
    return null
  }
}

function listPriceAt(vendor: string, model: string): Price | null {
  const found = listed.get(model)
  if (found === undefined || localVendors.has(vendor)) return null
  if (hostingVendors.has(found.vendor) && found.vendor !== vendor) return null
  return found.price
}

function listPrice(row: PriceRow): Price {
  const { longContext } = row
  const standard: Price = {
    ...ratesOf(row, 1, 1),
    model: row.model,
    longContext:
      longContext === undefined
        ? null
        : {
            ...ratesOf(row, longContext.inputFactor, longContext.outputFactor),
            fromInputTokens: longContext.fromInputTokens,
          },
    media: mediaRatesOf(row),
    tiers: null,
    contextTokens: row.contextTokens,
    maxOutputTokens: row.maxOutputTokens,
    source: row.source,
    asOf: row.asOf,
    isOverride: false,
  }
  return { ...standard, tiers: tiersOf(standard, row.tiers) }
}

/** Who does not say what waiting saves is billed as if it saved nothing. */
function tiersOf(standard: Price, factors: TierFactors | undefined): Price['tiers'] {
  const { flex, fast } = factors ?? {}
  return {
    flex: { price: scaledPrice(standard, flex ?? 1), isKnown: flex !== undefined },
    fast: { price: scaledPrice(standard, fast ?? dearestFastFactor), isKnown: fast !== undefined },
    batch: { price: scaledPrice(standard, 1), isKnown: false },
  }
}

/** Who takes a batch decides what it costs, not whose the model is. Without a word of theirs it saves nothing. */
function withBatchTier(price: Price, vendor: string): Price {
  const factor = batchDiscounts.get(vendor)?.factor
  if (price.tiers === null || factor === undefined) return price
  const batch = { price: scaledPrice(price, factor), isKnown: true }
  return { ...price, tiers: { ...price.tiers, batch } }
}

/** Pictures, characters and minutes are sold in one tier only. */
function scaledPrice(price: Price, factor: number): Price {
  const { longContext, media } = price
  return {
    ...price,
    ...scaledRates(price, factor),
    longContext: longContext && { ...longContext, ...scaledRates(longContext, factor) },
    media: media && {
      ...media,
      imageInputMicroUsdPerMillion: Math.round(media.imageInputMicroUsdPerMillion * factor),
      imageOutputMicroUsdPerMillion: Math.round(media.imageOutputMicroUsdPerMillion * factor),
    },
  }
}

function scaledRates(rates: TokenRates, factor: number): TokenRates {
  const scaled = (rate: number) => Math.round(rate * factor)
  return {
    inputMicroUsdPerMillion: scaled(rates.inputMicroUsdPerMillion),
    cachedInputMicroUsdPerMillion: scaled(rates.cachedInputMicroUsdPerMillion),
    cacheWriteMicroUsdPerMillion: scaled(rates.cacheWriteMicroUsdPerMillion),
    outputMicroUsdPerMillion: scaled(rates.outputMicroUsdPerMillion),
    audioInputMicroUsdPerMillion: scaled(rates.audioInputMicroUsdPerMillion),
    audioOutputMicroUsdPerMillion: scaled(rates.audioOutputMicroUsdPerMillion),
  }
}

function ratesOf(row: PriceRow, inputFactor: number, outputFactor: number): TokenRates {
  const input = (usd = row.inputUsd) => microUsd(usd * inputFactor)
  const output = (usd = row.outputUsd) => microUsd(usd * outputFactor)
  return {
    inputMicroUsdPerMillion: input(),
    cachedInputMicroUsdPerMillion: input(row.cachedInputUsd),
    cacheWriteMicroUsdPerMillion: input(row.cacheWriteUsd),
    outputMicroUsdPerMillion: output(),
    audioInputMicroUsdPerMillion: input(row.audioInputUsd),
    audioOutputMicroUsdPerMillion: output(row.audioOutputUsd),
  }
}

function mediaRatesOf(row: PriceRow): MediaRates | null {
  const { imageInputUsd, imageOutputUsd, millionCharactersUsd, audioMinuteUsd, imageUsd } = row
  const given = [imageInputUsd, imageOutputUsd, millionCharactersUsd, audioMinuteUsd, imageUsd]
  if (given.every((rate) => rate === undefined)) return null
  return {
    imageInputMicroUsdPerMillion: microUsd(imageInputUsd ?? row.inputUsd),
    imageOutputMicroUsdPerMillion: microUsd(imageOutputUsd ?? row.outputUsd),
    microUsdPerMillionCharacters: microUsd(millionCharactersUsd ?? 0),
    microUsdPerMillionAudioMs: Math.round(microUsd(audioMinuteUsd ?? 0) * msPerMinuteFactor),
    microUsdPerImage: microUsdByKind(imageUsd ?? {}),
  }
}

function microUsdByKind(prices: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  return new Map(Object.entries(prices).map(([kind, usd]) => [kind, microUsd(usd)]))
}

function microUsd(usd: number): number {
  return Math.round(usd * 1_000_000)
}

/**
 * An override speaks of the standard tier only, and not of cache writes and tokens of sound: they stay at the
 * list price, and the other tiers at the multiples of the list, where there is one.
 */
function overriddenPrice(override: PriceTable, list: Price | null): Price {
  const media = ownMedia(override)
  const standard: Price = {
    model: override.model,
    inputMicroUsdPerMillion: override.input,
    cachedInputMicroUsdPerMillion: override.cached_input ?? override.input,
    cacheWriteMicroUsdPerMillion: list?.cacheWriteMicroUsdPerMillion ?? override.input,
    outputMicroUsdPerMillion: override.output,
    audioInputMicroUsdPerMillion: list?.audioInputMicroUsdPerMillion ?? override.input,
    audioOutputMicroUsdPerMillion: list?.audioOutputMicroUsdPerMillion ?? override.output,
    longContext: null,
    media: media === null ? (list?.media ?? null) : ratesOfMedia(media),
    tiers: null,
    contextTokens: list?.contextTokens ?? null,
    maxOutputTokens: list?.maxOutputTokens ?? null,
    source: override.source,
    asOf: override.as_of,
    isOverride: true,
  }
  const factors = priceTable.find(({ model }) => model === list?.model)?.tiers
  return { ...standard, tiers: tiersOf(standard, factors) }
}

/** Whether somebody has said what a call in this tier costs. In a batch it costs no more than by itself. */
export function knowsTier(price: Price, tier: ServiceTier): boolean {
  return tier === 'standard' || tier === 'batch' || (price.tiers?.[tier].isKnown ?? true)
}

/**
 * What a call cost, in whole micro-dollars: exact, and rounded up once at the end, so that no sum
 * of calls is ever less than what the provider bills.
 */
export function costMicroUsd(usage: Usage, price: Price): number {
  const { serviceTier } = usage
  const tierPrice = serviceTier === 'standard' ? price : (price.tiers?.[serviceTier].price ?? price)
  const parts = billedParts(usage, tierPrice)
  let microUsdMillionths = 0
  for (let at = 0; at < parts.length; at += 2) {
    microUsdMillionths += (parts[at] as number) * (parts[at + 1] as number)
  }
  // A sum this small was exact all the way; what lies above needs bigger integers.
  if (microUsdMillionths <= Number.MAX_SAFE_INTEGER) {
    const remainder = microUsdMillionths % 1_000_000
    return (microUsdMillionths - remainder) / 1_000_000 + (remainder > 0 ? 1 : 0)
  }
  let exact = 0n
  for (let at = 0; at < parts.length; at += 2) {
    exact += BigInt(parts[at] as number) * BigInt(parts[at + 1] as number)
  }
  return Number((exact + 999_999n) / 1_000_000n)
}

/**
 * What was used and what a million of it costs, by turns: every call passes here three times. Reasoning is part of
 * the output and costs the same.
 */
function billedParts(usage: Usage, price: Price): readonly number[] {
  const { longContext } = price
  const isLong = longContext !== null && usage.inputTokens >= longContext.fromInputTokens
  const rates = isLong ? longContext : price
  const specialInputTokens =
    usage.cachedInputTokens + usage.cacheWriteTokens + usage.audioInputTokens
  // Never negative: cached audio may be counted twice among the special ones.
  const textInputTokens = Math.max(0, usage.inputTokens - specialInputTokens)
  const textOutputTokens = Math.max(0, usage.outputTokens - usage.audioOutputTokens)
  const parts = [
    textInputTokens,
    rates.inputMicroUsdPerMillion,
    usage.cachedInputTokens,
    rates.cachedInputMicroUsdPerMillion,
    usage.cacheWriteTokens,
    rates.cacheWriteMicroUsdPerMillion,
    usage.audioInputTokens,
    rates.audioInputMicroUsdPerMillion,
    textOutputTokens,
    rates.outputMicroUsdPerMillion,
    usage.audioOutputTokens,
    rates.audioOutputMicroUsdPerMillion,
  ]
  if (price.media !== null) parts.push(...mediaParts(usage, price, price.media))
  return parts
}

/** Tokens of images cost what sets them apart from text: the difference, as they are in the sums above. */
function mediaParts(usage: Usage, price: Price, media: MediaRates): readonly number[] {
  const imageInput = media.imageInputMicroUsdPerMillion - price.inputMicroUsdPerMillion
  const imageOutput = media.imageOutputMicroUsdPerMillion - price.outputMicroUsdPerMillion
  const parts = [usage.imageInputTokens, imageInput, usage.imageOutputTokens, imageOutput]
  parts.push(usage.characters, media.microUsdPerMillionCharacters)
  parts.push(usage.audioMs, media.microUsdPerMillionAudioMs)
  parts.push(usage.images, microUsdPerImage(usage.imageKind, media) * 1_000_000)
  return parts
}

function microUsdPerImage(kind: string, { microUsdPerImage: prices }: MediaRates): number {
  return prices.get(kind) ?? (prices.size === 0 ? 0 : Math.max(...prices.values()))
}

/** What the operator says of anything but tokens of text; null where nothing. */
export function ownMedia({ media }: Pick<PriceTable, 'media'>): MediaPrice | null {
  return media === null ? null : (JSON.parse(media) as MediaPrice)
}

function ratesOfMedia(media: MediaPrice): MediaRates {
  return {
    imageInputMicroUsdPerMillion: microUsd(media.image_input_usd_per_million),
    imageOutputMicroUsdPerMillion: microUsd(media.image_output_usd_per_million),
    microUsdPerMillionCharacters: microUsd(media.usd_per_million_characters),
    microUsdPerMillionAudioMs: Math.round(microUsd(media.usd_per_audio_minute) * msPerMinuteFactor),
    microUsdPerImage: microUsdByKind(media.usd_per_image),
  }
}

/** A price of the built-in table, in the shape of the operator's own. */
export interface BuiltInPrice extends Omit<PriceTable, 'media'> {
  readonly media: MediaPrice | null
}

/** The built-in table in the shape of the operator's own prices, for the admin plane. */
export function builtInPriceRows(): BuiltInPrice[] {
  return Array.from(listed.values(), ({ price }) => ({
    model: price.model,
    input: price.inputMicroUsdPerMillion,
    cached_input: price.cachedInputMicroUsdPerMillion,
    output: price.outputMicroUsdPerMillion,
    source: price.source,
    as_of: price.asOf,
    media: price.media && mediaPriceOf(price.media),
  }))
}

/** In the units of the admin plane. */
export function mediaPriceOf(rates: MediaRates): MediaPrice {
  const images = [...rates.microUsdPerImage].map(([kind, price]) => [kind, toUsd(price)] as const)
  return {
    image_input_usd_per_million: toUsd(rates.imageInputMicroUsdPerMillion),
    image_output_usd_per_million: toUsd(rates.imageOutputMicroUsdPerMillion),
    usd_per_million_characters: toUsd(rates.microUsdPerMillionCharacters),
    usd_per_audio_minute: toUsd(Math.round(rates.microUsdPerMillionAudioMs / msPerMinuteFactor)),
    usd_per_image: Object.fromEntries(images),
  }
}
