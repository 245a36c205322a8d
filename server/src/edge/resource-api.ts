import type { IncomingMessage } from 'node:http'
import { unknownUrl } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Endpoint } from '@llavero/protocol/endpoints.ts'
import type { Caller } from '../gateway/model-call.ts'
import type { ResourceRoute } from '../resource/route.ts'
import { dropRest } from './body.ts'
import { queryOf } from './given-once.ts'
import { readForm } from './multipart.ts'
import type { RunningCalls } from './running-calls.ts'

export interface ResourceApiParts {
  /** Finds the caller, whose scope covers the endpoint, or throws what refuses it. */
  readonly admit: (request: IncomingMessage, endpoint: Endpoint) => Promise<Caller>
  /** Counts what is under way, so that a graceful stop can wait for it. */
  readonly running: RunningCalls
}

/** Mounts the tables of `/v1` routes that features export. */
export function mountResourceApi(
  app: FastifyInstance,
  parts: ResourceApiParts,
  routes: readonly ResourceRoute[],
): void {
  // The handler reads a form as it comes; nothing of it is held here.
  app.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null))
  for (const route of routes) mount(app, parts, route)
}

function mount(app: FastifyInstance, parts: ResourceApiParts, route: ResourceRoute): void {
  app.route({
    method: route.method,
    url: route.path,
    async onRequest(request, reply) {
      refuseEmptyParts(request)
      // Before the body is read: who may not call need not send it.
      reply.raw.once('close', parts.running.enter())
      request.caller = await parts.admit(request.raw, route.endpoint)
    },
    async onError(request) {
      dropRest(request.raw)
    },
    async handler(request, reply) {
      const answer = await route.answer({
        caller: request.caller,
        requestId: request.id,
        method: request.method,
        params: request.params as Readonly<Record<string, string>>,
        query: queryOf(request),
        headers: request.headers,
        body: request.body,
        readForm: (limits, take) => readForm(request.raw, limits, take),
      })
      if ('body' in answer) return reply.send(answer.body)
      return reply
        .code(answer.status ?? 200)
        .headers(answer.headers)
        .send(answer.content)
    },
  })
}

/** `/v1/files/` is no file with an empty id, but an address that leads nowhere. */
function refuseEmptyParts({ method, url, params }: FastifyRequest): void {
  if (!Object.values(params as object).includes('')) return
  throw new GatewayError('unknown_url', unknownUrl(method, url))
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller
  }
}
