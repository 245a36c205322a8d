import { modelCardObject } from '@llavero/protocol/control/models.ts'
import type { ModelCardObject } from '@llavero/protocol/control/models.ts'
import { nextTokenBody, nextTokenObject } from '@llavero/protocol/control/next-token.ts'
import { pageOf } from '@llavero/protocol/control/page.ts'
import { toUsd } from '@llavero/protocol/control/scalars.ts'
import { mediaPriceOf, type Price } from '../gateway/accounting/prices.ts'
import { modelFacts, tradeOf } from './model-facts.ts'
import type { ControlParts, UsableModel } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'
import { wholeList } from './whole-list.ts'

const access = 'person'

/** What the parameters panel shows. */
export function modelCardRoutes({ workspace }: ControlParts): ControlRoute[] {
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

function modelCard({ id, isRoute, places }: UsableModel): ModelCardObject {
  const [first] = places
  if (first === undefined) throw new Error(`The model ${id} leads nowhere.`)
  const isOneProvider = places.every(({ providerId }) => providerId === first.providerId)
  return {
    id,
    object: 'model_card',
    provider: isOneProvider
      ? { id: first.providerId, name: first.providerName, vendor: first.vendor }
      : null,
    trade: tradeOf(first.model),
    is_route: isRoute,
    is_simulated: first.isSimulated,
    is_local: first.isLocal,
    price: first.price && priceOf(first.price),
    context_tokens: first.price?.contextTokens ?? null,
    max_output_tokens: first.price?.maxOutputTokens ?? null,
    ...modelFacts(first.vendor, first.model),
  }
}

function priceOf(price: Price): NonNullable<ModelCardObject['price']> {
  return {
    input_usd_per_million: toUsd(price.inputMicroUsdPerMillion),
    cached_input_usd_per_million: toUsd(price.cachedInputMicroUsdPerMillion),
    output_usd_per_million: toUsd(price.outputMicroUsdPerMillion),
    media: price.media && mediaPriceOf(price.media),
    source: price.source,
    as_of: price.asOf,
    is_override: price.isOverride,
  }
}
