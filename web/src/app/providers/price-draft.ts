import type { ModelTrade } from '@llavero/protocol/control/models.ts'
import type { PriceObject, PutPriceBody } from '@llavero/protocol/control/prices.ts'
import { type PriceUnit, unitOf } from '../ui/price-text'

export const priceUnits: readonly PriceUnit[] = ['tokens', 'pictures', 'characters', 'minutes']

/** What the server knows of a price, be it of the built-in table or set here. */
export type KnownPrice = Pick<
  PriceObject,
  | 'model'
  | 'input_usd_per_million'
  | 'cached_input_usd_per_million'
  | 'output_usd_per_million'
  | 'media'
  | 'source'
  | 'as_of'
  | 'is_override'
>

export interface PicturePrice {
  /** Quality and size, as the price list names them: `hd 1024x1792`. Empty: of every picture. */
  readonly kind: string
  readonly usd: number | null
}

/** A price as it is being written. What is empty is null; only the fields of its unit count. */
export interface PriceDraft {
  readonly unit: PriceUnit
  readonly inputUsd: number | null
  /** Null: as fresh input. */
  readonly cachedInputUsd: number | null
  readonly outputUsd: number | null
  readonly pictures: readonly PicturePrice[]
  readonly millionCharactersUsd: number | null
  readonly minuteUsd: number | null
  readonly source: string
}

type Rates = Omit<PutPriceBody, 'model' | 'source' | 'as_of'>

/** The name under which the price of every picture is kept: what is not listed costs as the dearest that is. */
const everyKind = 'any'

const unitOfTrade: Partial<Record<ModelTrade, PriceUnit>> = {
  images: 'pictures',
  speech: 'characters',
  transcription: 'minutes',
}

/** A known price to be changed; one that is not known begins with the unit that is usual for such a model. */
export function draftOf(price: KnownPrice | null, trade: ModelTrade): PriceDraft {
  if (price === null) return { ...empty, unit: unitOfTrade[trade] ?? 'tokens' }
  const { media, input_usd_per_million: input, cached_input_usd_per_million: cached } = price
  const pictures = Object.entries(media?.usd_per_image ?? {}).map(([kind, usd]) => ({
    kind: kind === everyKind ? '' : kind,
    usd,
  }))
  return {
    unit: unitOf(price),
    inputUsd: input,
    cachedInputUsd: cached === input ? null : cached,
    outputUsd: price.output_usd_per_million,
    pictures: pictures.length > 0 ? pictures : empty.pictures,
    millionCharactersUsd: media?.usd_per_million_characters || null,
    minuteUsd: media?.usd_per_audio_minute || null,
    source: price.is_override ? price.source : '',
  }
}

/** Whether it says all that its unit needs, and where it was read. */
export function isComplete(draft: PriceDraft): boolean {
  return draft.source.trim() !== '' && hasRates[draft.unit](draft)
}

const hasRates: Readonly<Record<PriceUnit, (draft: PriceDraft) => boolean>> = {
  tokens: ({ inputUsd, outputUsd }) => inputUsd !== null && outputUsd !== null,
  pictures: ({ pictures }) => {
    const kinds = new Set(pictures.map(({ kind }) => kind.trim()))
    const areTold = kinds.size === pictures.length && (pictures.length === 1 || !kinds.has(''))
    return areTold && pictures.every(({ usd }) => usd !== null)
  },
  characters: ({ millionCharactersUsd }) => millionCharactersUsd !== null,
  minutes: ({ minuteUsd }) => minuteUsd !== null,
}

/** What to send of a complete draft. Only its unit is charged, and with tokens what the known price says of those of pictures. */
export function ratesOf(draft: PriceDraft, known: KnownPrice | null): Rates {
  if (draft.unit === 'tokens') {
    return {
      input_usd_per_million: draft.inputUsd ?? 0,
      cached_input_usd_per_million: draft.cachedInputUsd,
      output_usd_per_million: draft.outputUsd ?? 0,
      media: known && imageTokenRates(known),
    }
  }
  return { input_usd_per_million: 0, output_usd_per_million: 0, media: mediaOf(draft) }
}

function mediaOf(draft: PriceDraft): NonNullable<Rates['media']> {
  if (draft.unit === 'characters') return { usd_per_million_characters: draft.millionCharactersUsd }
  if (draft.unit === 'minutes') return { usd_per_audio_minute: draft.minuteUsd }
  const byKind = draft.pictures.map(({ kind, usd }) => [kind.trim() || everyKind, usd ?? 0])
  return { usd_per_image: Object.fromEntries(byKind) as Record<string, number> }
}

/** Where they cost what text does, they go on to. */
function imageTokenRates(known: KnownPrice): Rates['media'] {
  const { media } = known
  if (media === null) return null
  const { image_input_usd_per_million: input, image_output_usd_per_million: output } = media
  return {
    image_input_usd_per_million: input === known.input_usd_per_million ? null : input,
    image_output_usd_per_million: output === known.output_usd_per_million ? null : output,
  }
}

const empty: PriceDraft = {
  unit: 'tokens',
  inputUsd: null,
  cachedInputUsd: null,
  outputUsd: null,
  pictures: [{ kind: '', usd: null }],
  millionCharactersUsd: null,
  minuteUsd: null,
  source: '',
}
