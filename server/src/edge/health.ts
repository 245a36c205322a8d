import { hash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { FastifyInstance } from 'fastify'
import { namesThisMachine } from './same-origin.ts'

export interface HealthParts {
  /** Rejects when the process cannot serve, e.g. because its database does not answer. */
  readonly checkReady: () => Promise<void>
  readonly metrics: { text(): Promise<string>; readonly contentType: string }
  readonly metricsToken: string | null
  /** Only this machine can ask: then the metrics may be read without a token. */
  readonly isLocal: boolean
}

/** `GET /healthz`: the process lives. `GET /readyz`: it can serve. `GET /metrics`: numbers for Prometheus. */
export function mountHealth(app: FastifyInstance, parts: HealthParts): void {
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    try {
      await parts.checkReady()
      return { status: 'ready' }
    } catch {
      return reply.code(503).send({ status: 'not ready' })
    }
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(parts, request.raw)) {
      const how = parts.metricsToken === null ? ' Set LLAVERO_METRICS_TOKEN to open them.' : ''
      throw new GatewayError('unauthenticated', `The metrics want their bearer token.${how}`)
    }
    return reply.type(parts.metrics.contentType).send(await parts.metrics.text())
  })
}

function mayReadMetrics({ metricsToken, isLocal }: HealthParts, request: IncomingMessage): boolean {
  if (metricsToken === null) return isLocal && namesThisMachine(request)
  return isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`)
}

function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', wanted, 'buffer'))
}
