import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { methodNotAllowed, unknownUrl } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { fieldsOf } from '../gateway/header-list.ts'
import { decoded } from './body.ts'
import type { HotRoutes } from './exchange.ts'
import { isForm } from './model-form.ts'
import { servePlainRequests } from './plain/plain-lane.ts'
import { refuseSocket } from './raw-refusal.ts'
import { createRequestId } from './request-id.ts'
import { serviceHeaders } from './service-headers.ts'
import { errorHeaders, isOfServer, toGatewayError, writeError } from './write-reply.ts'

export type HttpServer = FastifyInstance

export interface HttpServerParts {
  /** Routes that bypass the HTTP library. */
  readonly hot: HotRoutes
  readonly reportFault: (error: unknown, requestId: string) => void
  /** Answers what is no route of ours but an address of the web page; null where it is neither. */
  readonly openPage?: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null
}

/** For all of a request to come in: 512 MB over a slow line take their time. Headers have a minute. */
const longestRequestMs = 3_600_000
const methods = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'] as const
/** Bodies of the admin API are small. */
const adminBodyBytes = 1024 * 1024

/** The HTTP library set up in one way: ids, errors in OpenAI's shape, no text log per request. */
export function createHttpServer(parts: HttpServerParts): HttpServer {
  const app = fastify({
    logger: false,
    bodyLimit: adminBodyBytes,
    genReqId: () => createRequestId(Date.now()),
    serverFactory: (handler) => createNodeServer(parts.hot, handler),
    forceCloseConnections: 'idle',
    frameworkErrors: (_error, request, reply) => {
      reply.header('x-request-id', request.id)
      const url = unknownUrl(request.method, request.url)
      return sendError(reply, new GatewayError('unknown_url', url))
    },
    clientErrorHandler: refuseRaw,
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  })
  // A form is decompressed by who reads it while it comes.
  app.addHook('preParsing', async ({ raw, routeOptions }, _reply, payload) =>
    isForm(raw) ? payload : decoded(raw, payload as Readable, routeOptions.bodyLimit),
  )
  app.addHook('onSend', async (request, reply) => {
    if (!request.url.startsWith('/v1/')) return
    reply.headers(fieldsOf(serviceHeaders(request.id)))
  })
  app.setErrorHandler((error, request, reply) => {
    const told = toGatewayError(ofHttpLibrary(error))
    if (isOfServer(told)) parts.reportFault(error, request.id)
    return sendError(reply, told)
  })
  app.setNotFoundHandler((request, reply) => {
    const opened = parts.openPage?.(request, reply)
    if (opened) return opened
    const url = pathOf(request.url)
    const allowed = methods.filter(
      (method) => app.findRoute({ method, url }) !== null || parts.hot.has(`${method} ${url}`),
    )
    if (allowed.length === 0) {
      return sendError(reply, new GatewayError('unknown_url', unknownUrl(request.method, url)))
    }
    // RFC 9110, 15.5.6
    reply.header('allow', allowed.join(', '))
    const told = methodNotAllowed(request.method, url)
    return sendError(reply, new GatewayError('method_not_allowed', told))
  })
  return app
}

function createNodeServer(hot: HotRoutes, handler: RequestListener): Server {
  const options = {
    keepAliveTimeout: 75_000,
    noDelay: true,
    requestTimeout: longestRequestMs,
    // Node's own refusal has no body, and of two hosts it takes one: see `lacksOneHost`.
    requireHostHeader: false,
    shouldUpgradeCallback: isWebSocket,
  }
  const server = createServer(options, (request, response) => {
    if (lacksOneHost(request)) return refuse(response, hostless)
    request.url = originForm(request.url ?? '/')
    const hotHandler = hot.get(`${request.method} ${pathOf(request.url)}`)
    if (hotHandler === undefined) handler(request, response)
    else hotHandler(request, response, performance.now())
  })
  server.on('checkExpectation', (_request, response: ServerResponse) =>
    refuse(response, unexpected),
  )
  servePlainRequests(server, hot)
  return server
}

/** RFC 9112, 3.2: not to be let through, as whoever stands before us may go by the other one of two. */
function lacksOneHost({ rawHeaders, httpVersionMinor }: IncomingMessage): boolean {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (name.length === 'host'.length && name.toLowerCase() === 'host') hosts++
  }
  return hosts > 1 || (hosts === 0 && httpVersionMinor === 1)
}

const hostless = new GatewayError('invalid_http', 'The request needs one Host header.')
const unexpected = new GatewayError(
  'expectation_failed',
  "The request expects something else than '100-continue'.",
)

/** Before any handler: the body was not asked for, so the connection cannot go on. */
function refuse(response: ServerResponse, error: GatewayError): void {
  response.shouldKeepAlive = false
  writeError(response, createRequestId(Date.now()), error)
}

/**
 * A client that offers HTTP/2 in passing (`Upgrade: h2c`) is answered in HTTP/1.1, as RFC 9110, 7.8 says; so is
 * what has to be refused.
 */
function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket' && !lacksOneHost(request)
}

/** RFC 9112, 3.2.2: a server takes the absolute form, too, which a client sends that thinks it speaks to a proxy. */
function originForm(target: string): string {
  const url = target.startsWith('http') ? URL.parse(target) : null
  return url === null ? target : url.pathname + url.search
}

function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

function sendError(reply: FastifyReply, error: GatewayError): FastifyReply {
  return reply.code(error.status).headers(errorHeaders(error)).send(JSON.stringify(error.toBody()))
}

/** Refuses what is no HTTP: there is no request to answer, only a socket. */
function refuseRaw(error: NodeJS.ErrnoException, socket: Socket & SocketInUse): void {
  // oxlint-disable-next-line no-underscore-dangle -- Node documents no other name for it.
  const hasBegun = socket._httpMessage?.headersSent === true
  // Into the middle of an answer that is under way, another one would be a lie.
  if (hasBegun) socket.destroy(error)
  else refuseSocket(socket, ofParser(error.code), createRequestId(Date.now()))
}

/** As Node's own handler of such errors asks for it. */
interface SocketInUse {
  readonly _httpMessage?: { readonly headersSent: boolean } | null
}

/** What Node's parser refuses by itself, in our words. */
function ofParser(code: string | undefined): GatewayError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new GatewayError('headers_too_large', 'The headers of the request are too long.')
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new GatewayError('body_too_large', 'The extensions of a chunk are too long.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new GatewayError('request_timeout', 'The request did not come in within its time.')
    default:
      return new GatewayError('invalid_http', 'The request is not valid HTTP.')
  }
}

/** What the HTTP library refuses by itself, in our words. */
function ofHttpLibrary(error: unknown): unknown {
  if (error instanceof GatewayError) return error
  if (!(error instanceof Error) || !('code' in error)) return error
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new GatewayError(
        'body_too_large',
        `The body is larger than the limit of ${adminBodyBytes} bytes.`,
      )
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new GatewayError('unsupported_content_type', 'The body must be application/json.')
    default:
      return 'statusCode' in error && error.statusCode === 400
        ? new GatewayError('invalid_http', 'The request is not valid HTTP.', { cause: error })
        : error
  }
}
