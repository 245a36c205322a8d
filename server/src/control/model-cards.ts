import { modelCardObject } from '@llavero/protocol/control/models.ts'
import type { ModelCardObject } from '@llavero/protocol/control/models.ts'
import { nextTokenBody, nextTokenObject } from '@llavero/protocol/control/next-token.ts'
import { pageOf } from '@llavero/protocol/control/page.ts'
import { toUsd } from '@llavero/protocol/control/scalars.ts'
import { mediaPriceOf, type Price } from '../gateway/accounting/prices.ts'
import { modelFacts, tradeOf } from './model-facts.ts'
import { notFound } from './not-found.ts'
import type { ControlParts, ModelPlace, UsableModel } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'
import { wholeList } from './whole-list.ts'

const access = 'person'

/** What the parameters panel shows. */
export function modelCardRoutes({ storage, workspace }: ControlParts): ControlRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/models',
      access,
      answer: pageOf(modelCardObject),
      summary: 'Every model that can be called by name: price, context, and what it can take.',
      handle: async () => ({ body: wholeList(workspace.models().map(modelCard)) }),
    }),
    route({
      method: 'GET',
      path: '/api/providers/:id/models',
      access,
      answer: pageOf(modelCardObject),
      summary: 'The models of one provider, as they are there; no name of ours need lead to them.',
      handle: async ({ id }) => {
        const provider = await storage.providers.get(id)
        if (!provider) throw notFound('provider', id)
        const models = await storage.providers.listModels()
        const own = models.filter(({ provider_id }) => provider_id === id)
        const places = own.map(({ model }) => workspace.modelAt(provider, model))
        return { body: wholeList(places.map(cardAtProvider)) }
      },
    }),
    route({
      method: 'POST',
      path: '/api/next-token',
      access,
      body: nextTokenBody,
      answer: nextTokenObject,
      summary: "`sim-mini`'s distribution of the next token, from the sampler that answers calls.",
      handle: async ({ body }) => ({ body: await workspace.nextToken(body) }),
    }),
  ]
}

/** By the name of ours that leads to it. */
function modelCard({ id, isRoute, places }: UsableModel): ModelCardObject {
  const [first] = places
  if (first === undefined) throw new Error(`The model ${id} leads nowhere.`)
  const isOneProvider = places.every(({ providerId }) => providerId === first.providerId)
  const card = cardAtProvider(first)
  return { ...card, id, provider: isOneProvider ? card.provider : null, is_route: isRoute }
}

/** By its name there. */
function cardAtProvider(place: ModelPlace): ModelCardObject {
  const { model, vendor, price } = place
  return {
    id: model,
    object: 'model_card',
    provider: { id: place.providerId, name: place.providerName, vendor },
    trade: tradeOf(model),
    is_route: false,
    is_simulated: place.isSimulated,
    is_local: place.isLocal,
    price: price && priceOf(price),
    context_tokens: price?.contextTokens ?? null,
    max_output_tokens: price?.maxOutputTokens ?? null,
    ...modelFacts(vendor, model),
  }
}

function priceOf(price: Price): NonNullable<ModelCardObject['price']> {
  return {
    model: price.model,
    input_usd_per_million: toUsd(price.inputMicroUsdPerMillion),
    cached_input_usd_per_million: toUsd(price.cachedInputMicroUsdPerMillion),
    output_usd_per_million: toUsd(price.outputMicroUsdPerMillion),
    media: price.media && mediaPriceOf(price.media),
    source: price.source,
    as_of: price.asOf,
    is_override: price.isOverride,
  }
}
