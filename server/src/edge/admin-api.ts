import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Control, ControlRoute } from '../control/control.ts'
import { listOf } from '../gateway/header-list.ts'
import { parseJsonBody } from './body.ts'
import { queryOf } from './given-once.ts'
import { writeReply } from './write-reply.ts'

/** Mounts the admin plane's table of routes. `isOperator` is true only for the private socket. */
export function mountAdminApi(app: FastifyInstance, control: Control, isOperator: boolean): void {
  // The same parser as on the model endpoints: the same words, the same refusals.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, bytes: Buffer) =>
      bytes.length === 0 ? undefined : parseJsonBody(bytes),
  )
  for (const route of control.routes) mount(app, control, { route, isOperator })
}

function mount(
  app: FastifyInstance,
  control: Control,
  { route, isOperator }: { readonly route: ControlRoute; readonly isOperator: boolean },
): void {
  app.route({
    method: route.method,
    url: route.path,
    ...(route.maxBodyBytes !== undefined && { bodyLimit: route.maxBodyBytes }),
    handler: async (request, reply) => {
      const answer = await control.answer(route, {
        isOperator,
        requestId: request.id,
        isSecure: request.headers['x-forwarded-proto'] === 'https',
        cookie: request.headers.cookie,
        csrfToken: headerOf(request, 'x-csrf-token'),
        params: request.params as Readonly<Record<string, string>>,
        query: queryOf(request),
        body: request.body,
      })
      if (answer.setCookie !== undefined) reply.header('set-cookie', answer.setCookie)
      if (answer.events !== undefined) {
        reply.hijack()
        const { events, headers = {} } = answer
        await writeReply(reply.raw, request.id, {
          status: 200,
          headers: ['content-type', 'text/event-stream', ...listOf(headers)],
          body: events,
        })
        return undefined
      }
      reply.header('cache-control', 'no-store')
      reply.headers(answer.headers ?? {})
      if (answer.contentType !== undefined) reply.type(answer.contentType)
      return reply.code(answer.status ?? 200).send(answer.body)
    },
  })
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}
