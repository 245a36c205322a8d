import { hash, randomBytes } from 'node:crypto'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { incorrectApiKey } from '@llavero/protocol/error-messages.ts'
import { parse } from '@llavero/protocol/parse.ts'
import { describeSession } from '@llavero/protocol/openai/realtime-session.ts'
import { clientSecretRequest, type RealtimeSession } from '@llavero/protocol/openai/realtime.ts'
import type { Caller } from '../gateway/model-call.ts'
import type { RealtimeSecrets } from '../storage/realtime-secrets.ts'

export interface ClientSecretParts {
  readonly secrets: Pick<RealtimeSecrets, 'insert' | 'find' | 'removeExpired'>
  /** The caller of a key, as it is now; throws GatewayError where it may not be called with any more. */
  readonly callerOf: (keyId: string | null) => Caller
  /** What keeps a caller from using a model for this endpoint; null when nothing does. */
  readonly scopeError: (caller: Caller, model: string) => GatewayError | null
  readonly nowMs: () => number
}

/** What a client secret opens. */
export interface OpenedSecret {
  readonly caller: Caller
  readonly session: RealtimeSession
}

export const secretPrefix = 'ek_'

/** As long as the service lets one live when the client does not say. */
const defaultLifeSeconds = 600

/**
 * `POST /v1/realtime/client_secrets`: a key that a browser may hold, for one session of one model, with
 * the limits and the scopes of the key that asked for it. Throws GatewayError.
 */
export async function mintClientSecret(
  parts: ClientSecretParts,
  caller: Caller,
  body: unknown,
): Promise<object> {
  if (caller.kind === 'session') {
    throw new GatewayError('forbidden', 'A client secret is minted for a key, not for a session.')
  }
  const { expires_after: lifetime, session } = parse(clientSecretRequest, body)
  const model = session?.model
  if (model === undefined) {
    const message = "Missing required parameter: 'session.model'."
    throw new GatewayError('missing_required_parameter', message, { param: 'session.model' })
  }
  const forbidden = parts.scopeError(caller, model)
  if (forbidden !== null) throw forbidden
  const nowMs = parts.nowMs()
  const expiresAtMs = nowMs + (lifetime?.seconds ?? defaultLifeSeconds) * 1000
  const value = secretPrefix + randomBytes(16).toString('hex')
  await parts.secrets.removeExpired(nowMs)
  await parts.secrets.insert({
    id: idOf(value),
    key_id: caller.keyId,
    session: JSON.stringify(session),
    expires_at: expiresAtMs,
  })
  const frame = { id: `sess_${randomBytes(16).toString('hex')}`, model, expiresAt: 0 }
  return {
    value,
    expires_at: Math.floor(expiresAtMs / 1000),
    session: describeSession(session ?? {}, frame),
  }
}

/** Throws GatewayError `invalid_api_key` for one that is unknown or over. */
export async function openClientSecret(
  parts: ClientSecretParts,
  value: string,
): Promise<OpenedSecret> {
  const found = await parts.secrets.find(idOf(value), parts.nowMs())
  if (found === null) throw new GatewayError('invalid_api_key', incorrectApiKey(value))
  const caller = parts.callerOf(found.key_id)
  return { caller, session: JSON.parse(found.session) as RealtimeSession }
}

/** 128 random bits need no slow hash; the database's index finds it, and what it holds opens nothing. */
function idOf(value: string): string {
  return hash('sha256', value)
}
