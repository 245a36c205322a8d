import { unknownModel } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { FastifyInstance } from 'fastify'
import type { IncomingMessage } from 'node:http'
import type { Caller } from '../gateway/model-call.ts'

export interface ListedModel {
  readonly id: string
  /** Unix seconds. */
  readonly created: number
  readonly owned_by: string
}

export interface ModelListParts {
  readonly identify: (request: IncomingMessage) => Caller | Promise<Caller>
  /** The models that the caller's scope covers. Throws where the scope does not cover the list itself. */
  readonly listModels: (caller: Caller) => readonly ListedModel[]
}

/** `GET /v1/models` and `GET /v1/models/{model}`. */
export function mountModelList(app: FastifyInstance, parts: ModelListParts): void {
  app.get('/v1/models', async (request) => {
    const caller = await parts.identify(request.raw)
    return { object: 'list', data: parts.listModels(caller).map(toWire) }
  })
  // A wildcard, because the names of many vendors' models have slashes in them.
  app.get<{ Params: { '*': string } }>('/v1/models/*', async (request) => {
    const caller = await parts.identify(request.raw)
    const name = request.params['*']
    const model = parts.listModels(caller).find(({ id }) => id === name)
    if (model === undefined) {
      throw new GatewayError('model_not_found', unknownModel(name), { param: 'model' })
    }
    return toWire(model)
  })
}

function toWire({ id, created, owned_by }: ListedModel) {
  return { id, object: 'model', created, owned_by }
}
