import type { IncomingMessage } from 'node:http'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { App } from './app.ts'
import { presentedKey } from './auth/presented-key.ts'
import { anonymousCaller } from './edge/identify.ts'
import { featureOf, headerOf } from './edge/request-headers.ts'
import { createRequestId } from './edge/request-id.ts'
import type { Caller } from './gateway/model-call.ts'
import { scopeError } from './gateway/policy/scope.ts'
import {
  type ClientSecretParts,
  openClientSecret,
  secretPrefix,
} from './realtime/client-secrets.ts'
import { type OpenedSession, openSession, type SessionRequest } from './realtime/open-session.ts'

interface Wiring {
  readonly secrets: ClientSecretParts
  readonly open: (request: IncomingMessage, url: URL) => Promise<OpenedSession>
}

/** Gives realtime sessions what they need of the rest. `identify` is how every other call is identified. */
export function wireRealtime(
  app: App,
  identify: (request: IncomingMessage) => Caller | Promise<Caller>,
  isSimulatorOpen: boolean,
): Wiring {
  const { settings, live, stages, storage } = app
  const callerOf = (keyId: string | null): Caller => {
    if (keyId !== null) return live.keyRing.callerOf(keyId, Date.now())
    if (isSimulatorOpen) return anonymousCaller
    throw new GatewayError('invalid_api_key', 'The simulator wants a key now.')
  }
  const errorOf = (caller: Caller, model: string) => scopeError(caller, 'realtime', model)
  const secrets = {
    secrets: storage.realtimeSecrets,
    callerOf,
    scopeError: errorOf,
    nowMs: Date.now,
  }
  const parts = {
    stages,
    scopeError: errorOf,
    newRequestId: createRequestId,
    idleTimeoutMs: settings.realtimeIdleTimeoutMs,
    maxDurationMs: settings.realtimeMaxDurationMs,
  }
  return {
    secrets,
    async open(request, url) {
      const identity = await identityOf(request, { secrets, identify, callerOf })
      const model = url.searchParams.get('model') ?? identity.session?.model ?? ''
      checkModel(model, identity.session?.model)
      return openSession(parts, {
        ...identity,
        model,
        feature: featureOf(request),
        simulation: headerOf(request, 'x-llavero-sim'),
        betaHeader: headerOf(request, 'openai-beta'),
      })
    },
  }
}

/** Who opens a session: a client secret's minter, or whoever the request says, as later calls would find them. */
async function identityOf(
  request: IncomingMessage,
  parts: {
    readonly secrets: ClientSecretParts
    readonly identify: (request: IncomingMessage) => Caller | Promise<Caller>
    readonly callerOf: (keyId: string | null) => Caller
  },
): Promise<Pick<SessionRequest, 'caller' | 'session'>> {
  const presented = presentedKey(request.rawHeaders)
  if (presented?.startsWith(secretPrefix) === true) {
    const { caller, session } = await openClientSecret(parts.secrets, presented)
    return { caller: () => parts.callerOf(caller.keyId), session }
  }
  const caller = await parts.identify(request)
  const isKey = caller.kind === 'key'
  return { caller: () => (isKey ? parts.callerOf(caller.keyId) : caller), session: null }
}

function checkModel(model: string, mintedFor: string | undefined): void {
  if (model === '') {
    const message = "Missing required parameter: 'model'."
    throw new GatewayError('missing_required_parameter', message, { param: 'model' })
  }
  if (mintedFor !== undefined && mintedFor !== model) {
    const message = `The client secret is for the model '${mintedFor}'.`
    throw new GatewayError('invalid_value', message, { param: 'model' })
  }
}
