import { chmod, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { modelEndpoints } from '@llavero/protocol/endpoints.ts'
import { type App, openApp } from './app.ts'
import { findSession } from './auth/session.ts'
import { operatorSocketPath } from './config/operator-socket.ts'
import { isLoopbackHost, isSimulatorOpen, type Settings } from './config/settings.ts'
import { mountAdminApi } from './edge/admin-api.ts'
import { mountHealth } from './edge/health.ts'
import { isDiskFull } from './edge/full-disk.ts'
import type { RequestHead } from './edge/exchange.ts'
import { createHttpServer, type HttpServer } from './edge/http-server.ts'
import { identify } from './edge/identify.ts'
import { modelCallHandler } from './edge/model-endpoint.ts'
import { mountModelList } from './edge/model-list.ts'
import { mountPageFiles, readPage } from './edge/page.ts'
import { rowOf } from './gateway/endpoints/endpoints.ts'
import { mountResourceApi } from './edge/resource-api.ts'
import { mountRealtime, type RunningSessions } from './edge/realtime-endpoint.ts'
import { batchRoutes } from './batches/batch-routes.ts'
import { fileRoutes } from './files/file-routes.ts'
import { uploadRoutes } from './files/upload-routes.ts'
import { tuningRoutes } from './tuning/tuning-routes.ts'
import type { Endpoint } from '@llavero/protocol/endpoints.ts'
import type { Caller } from './gateway/model-call.ts'
import { scopeError } from './gateway/policy/scope.ts'
import { serve } from './gateway/pipeline.ts'
import { storedCompletionRoutes } from './stored-completions/routes.ts'
import { StreamLogs } from './edge/stream-logs.ts'
import { collectNow, collectWhenIdle, keepYoungGenerationFromThreads } from './idle-collector.ts'
import { realtimeRoutes } from './realtime/realtime-routes.ts'
import { wireRealtime } from './wire-realtime.ts'

/** Where `npm start` builds the page. */
const pageFolder = fileURLToPath(new URL('../../web/dist/', import.meta.url))

/** How long clients may take to read that their time is over. */
const longestFarewellMs = 1_000

export interface RunningServer {
  readonly url: string
  readonly app: App
  /** Null once an owner exists. */
  readonly ownerCode: string | null
  /** Whether calls without a key may use the simulator. */
  readonly isSimulatorOpen: boolean
  /** Lets running calls finish within the grace time, then closes everything. */
  stop(): Promise<void>
}

/** Opens the application and listens: on the network, and on the operator's private socket. */
export async function startServer(settings: Settings): Promise<RunningServer> {
  keepYoungGenerationFromThreads()
  const app = await openApp(settings)
  const { http, sessions } = buildHttp(app)
  const operator = buildOperatorHttp(app)
  let stopCollecting = () => {}
  const close = async () => {
    stopCollecting()
    await Promise.all([http.close(), operator.close()])
    await app.close()
  }
  try {
    await listenPrivately(operator, settings)
    collectNow()
    stopCollecting = collectWhenIdle(app.running)
    await http.listen({ host: settings.host, port: settings.port })
    app.work.start()
    const { port } = http.server.address() as AddressInfo
    const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
    return {
      url: `http://${host}:${port}`,
      app,
      ownerCode: (await app.storage.people.count()) === 0 ? app.setupCode.text : null,
      isSimulatorOpen: isSimulatorOpen(settings),
      async stop() {
        sessions.stop()
        const calm = Promise.all([app.running.stop(), app.work.stop()])
        await Promise.race([calm, elapsed(settings.shutdownGraceMs)])
        sessions.end()
        await app.breakOff()
        await Promise.race([calm, elapsed(longestFarewellMs)])
        sessions.cut()
        http.server.closeAllConnections()
        await close()
      },
    }
  } catch (error) {
    // A socket left open would keep the process alive, over a closed database.
    await close()
    throw error
  }
}

interface PublicHttp {
  readonly http: HttpServer
  readonly sessions: RunningSessions
}

function buildHttp(app: App): PublicHttp {
  const { settings, live, stages } = app
  const reportFault = faultReporter(app)
  const identity = {
    keyRing: live.keyRing,
    findSession: (token: string) => findSession(app.storage.sessions, token, Date.now()),
    isSimulatorOpen: isSimulatorOpen(settings),
    isLocal: isLoopbackHost(settings.host),
  }
  const identifyCaller = (request: RequestHead) => identify(identity, request)
  const modelCalls = {
    identify: identifyCaller,
    serve: serve.bind(null, stages),
    maxBodyBytes: settings.maxBodyBytes,
    streams: new StreamLogs({ after }),
    spoolFolder: settings.dataFolder,
    running: app.running,
    reportFault,
  }
  const page = readPage(pageFolder)
  const http = createHttpServer({
    hot: new Map(
      modelEndpoints.map((endpoint) => [
        `POST /v1${rowOf(endpoint).path}`,
        modelCallHandler(modelCalls, endpoint),
      ]),
    ),
    reportFault,
    ...(page !== null && { openPage: page.open }),
  })
  mountModelList(http, {
    identify: identifyCaller,
    listModels(caller) {
      const error = scopeError(caller, 'models', null)
      if (error !== null) throw error
      return live.listModels(caller)
    },
  })
  const sessions = mountResources(app, http, identifyCaller)
  mountHealth(http, {
    checkReady: () => app.storage.ping(),
    metrics: app.metrics,
    metricsToken: settings.metricsToken,
    isLocal: isLoopbackHost(settings.host),
  })
  mountAdminApi(http, app.control, false)
  if (page !== null) mountPageFiles(http, page)
  return { http, sessions }
}

/** The `/v1` resources that features export, and realtime sessions. */
function mountResources(app: App, http: HttpServer, identifyCaller: Identify): RunningSessions {
  const { settings, running } = app
  const admit = async (request: IncomingMessage, endpoint: Endpoint): Promise<Caller> => {
    const caller = await identifyCaller(request)
    const error = scopeError(caller, endpoint, null)
    if (error !== null) throw error
    return caller
  }
  const realtime = wireRealtime(app, identifyCaller, isSimulatorOpen(settings))
  mountResourceApi(http, { running, admit }, [
    ...fileRoutes(app.files),
    ...uploadRoutes(app.files),
    ...batchRoutes(app.work.batches),
    ...tuningRoutes(app.work.tuning),
    ...realtimeRoutes(realtime.secrets),
    ...storedCompletionRoutes({
      storage: app.storage.storedCompletions,
      recorder: app.recorder,
    }),
  ])
  return mountRealtime(http.server, {
    open: realtime.open,
    running,
    reportFault: faultReporter(app),
  })
}

type Identify = (request: IncomingMessage) => Caller | Promise<Caller>

/** The same admin API for whoever may open a file of this machine's owner: no session is asked for. */
function buildOperatorHttp(app: App): HttpServer {
  const http = createHttpServer({ hot: new Map(), reportFault: faultReporter(app) })
  mountAdminApi(http, app.control, true)
  return http
}

async function listenPrivately(http: HttpServer, settings: Settings): Promise<void> {
  const path = operatorSocketPath(settings.dataFolder)
  // A socket that a killed process left behind; the lock of the folder says that none is in use.
  await rm(path, { force: true })
  await http.listen({ path })
  await chmod(path, 0o600)
}

function faultReporter({ log }: App): (error: unknown, requestId: string) => void {
  return (error, requestId) => {
    const what = isDiskFull(error) ? 'no space is left on the disk; requests are refused' : 'a bug'
    log.error({ error, requestId }, what)
  }
}

/** Never keeps the process alive. The returned function calls it off. */
function after(durationMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, durationMs).unref()
  return () => clearTimeout(timer)
}

function elapsed(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs).unref())
}
