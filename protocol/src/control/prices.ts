import * as z from 'zod'
import { line, modelName, usd } from './scalars.ts'

/** A rate that is absent is none; that of tokens of images, the one of text. */
const putMediaPrice = z.strictObject({
  image_input_usd_per_million: usd.nullish(),
  image_output_usd_per_million: usd.nullish(),
  usd_per_million_characters: usd.nullish(),
  usd_per_audio_minute: usd.nullish(),
  /** By quality and size, e.g. `hd 1024x1792`; a kind that is not listed costs as the dearest. */
  usd_per_image: z.record(line(64), usd).nullish(),
})

/** `PUT /api/prices`: sets the price of one model; it wins over the built-in table. */
export const putPriceBody = z.strictObject({
  /** The model's name at the provider. */
  model: modelName,
  input_usd_per_million: usd,
  /** Null or absent: cached input costs what fresh input costs. */
  cached_input_usd_per_million: usd.nullish(),
  output_usd_per_million: usd,
  /** What is not charged by tokens of text. Null or absent: as in the built-in table, where it has the model. */
  media: putMediaPrice.nullish(),
  /** Where the price was read, e.g. an address. */
  source: line(512),
  /** The day on which it was read, e.g. `2026-11-20`. */
  as_of: z.iso.date(),
})
export type PutPriceBody = z.output<typeof putPriceBody>

/** What a model charges by anything but tokens of text and sound, in the vendor's own units. */
export const mediaPrice = z
  .object({
    image_input_usd_per_million: z.number(),
    image_output_usd_per_million: z.number(),
    usd_per_million_characters: z.number().describe('Of text to be spoken.'),
    usd_per_audio_minute: z.number().describe('Of sound that is listened to.'),
    usd_per_image: z
      .record(z.string(), z.number())
      .readonly()
      .describe('By quality and size, e.g. `hd 1024x1792`.'),
  })
  .readonly()
export type MediaPrice = z.output<typeof mediaPrice>

export const priceObject = z
  .object({
    object: z.literal('price'),
    model: z.string(),
    input_usd_per_million: z.number(),
    cached_input_usd_per_million: z.number().nullable(),
    output_usd_per_million: z.number(),
    media: mediaPrice.nullable().describe('Null where tokens of text and sound are all.'),
    source: z.string(),
    as_of: z.string(),
    is_override: z.boolean().describe('False for a price of the built-in table.'),
  })
  .readonly()
  .meta({ id: 'Price' })
export type PriceObject = z.output<typeof priceObject>
