import { deleted, pageOf } from '@llavero/protocol/control/page.ts'
import { putPriceBody, priceObject as priceSchema } from '@llavero/protocol/control/prices.ts'
import type { MediaPrice, PriceObject, PutPriceBody } from '@llavero/protocol/control/prices.ts'
import { toMicroUsd, toUsd } from '@llavero/protocol/control/scalars.ts'
import { type BuiltInPrice, ownMedia } from '../gateway/accounting/prices.ts'
import type { PriceTable } from '../storage/tables.ts'
import { notFound } from './not-found.ts'
import type { ControlParts } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'
import { wholeList } from './whole-list.ts'

const access = 'person'

/** What models cost: the built-in table, and what the operator knows better. */
export function priceRoutes(parts: ControlParts): ControlRoute[] {
  const { prices } = parts.storage
  return [
    route({
      method: 'GET',
      path: '/api/prices',
      access,
      answer: pageOf(priceSchema),
      summary: 'All prices, with source and date.',
      handle: async () => ({ body: wholeList(merge(await prices.list(), parts.builtInPrices)) }),
    }),
    route({
      method: 'PUT',
      path: '/api/prices',
      access,
      body: putPriceBody,
      answer: priceSchema,
      summary: 'Sets the price of one model; it wins over the built-in table.',
      handle: async ({ body }) => {
        const price = priceRow(body)
        await prices.upsert(price)
        await parts.onChange()
        const listed = parts.builtInPrices.find(({ model }) => model === price.model)
        return { body: overrideObject(price, listed) }
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/prices/:id',
      access,
      answer: deleted,
      summary: 'Takes an own price back. `:id` is the model name, percent-encoded.',
      handle: async ({ id }) => {
        if (!(await prices.remove(id))) throw notFound('price', id)
        await parts.onChange()
        return { body: { id, object: 'price', deleted: true } }
      },
    }),
  ]
}

/** By model; where the operator set a price, the built-in one does not show. */
function merge(overrides: readonly PriceTable[], builtIn: readonly BuiltInPrice[]): PriceObject[] {
  const overridden = new Set(overrides.map(({ model }) => model))
  const listed = new Map(builtIn.map((price) => [price.model, price]))
  const rest = builtIn.filter(({ model }) => !overridden.has(model))
  return [
    ...overrides.map((price) => overrideObject(price, listed.get(price.model))),
    ...rest.map((price) => priceObject(price, false)),
  ].toSorted((a, b) => (a.model < b.model ? -1 : 1))
}

function priceRow(body: PutPriceBody): PriceTable {
  const cached = body.cached_input_usd_per_million ?? null
  return {
    model: body.model,
    input: toMicroUsd(body.input_usd_per_million),
    cached_input: cached === null ? null : toMicroUsd(cached),
    output: toMicroUsd(body.output_usd_per_million),
    media: body.media ? JSON.stringify(mediaPrice(body, body.media)) : null,
    source: body.source,
    as_of: body.as_of,
  }
}

function mediaPrice(body: PutPriceBody, media: NonNullable<PutPriceBody['media']>): MediaPrice {
  return {
    image_input_usd_per_million: media.image_input_usd_per_million ?? body.input_usd_per_million,
    image_output_usd_per_million: media.image_output_usd_per_million ?? body.output_usd_per_million,
    usd_per_million_characters: media.usd_per_million_characters ?? 0,
    usd_per_audio_minute: media.usd_per_audio_minute ?? 0,
    usd_per_image: media.usd_per_image ?? {},
  }
}

/** What the operator does not speak of is as listed. */
function overrideObject(price: PriceTable, listed: BuiltInPrice | undefined): PriceObject {
  return priceObject({ ...price, media: ownMedia(price) ?? listed?.media ?? null }, true)
}

function priceObject(price: BuiltInPrice, isOverride: boolean): PriceObject {
  return {
    object: 'price',
    model: price.model,
    input_usd_per_million: toUsd(price.input),
    cached_input_usd_per_million: price.cached_input === null ? null : toUsd(price.cached_input),
    output_usd_per_million: toUsd(price.output),
    media: price.media,
    source: price.source,
    as_of: price.as_of,
    is_override: isOverride,
  }
}
