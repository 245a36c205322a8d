import { missingApiKey } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { KeyRing } from '../auth/key-ring.ts'
import { sessionCaller } from '../auth/session-caller.ts'
import { sessionTokenIn } from '../auth/session-cookie.ts'
import type { SessionRecord } from '../auth/session.ts'
import type { Caller } from '../gateway/model-call.ts'
import type { RequestHead } from './exchange.ts'
import { isForeign, namesThisMachine } from './same-origin.ts'

/** Whoever calls without a key, where the operator lets them: the simulator and nothing else. */
export const anonymousCaller: Caller = Object.freeze({
  kind: 'anonymous',
  keyId: null,
  personId: null,
  projectId: 'default',
  models: ['sim-*', 'ft:sim-*'],
  endpoints: null,
  expiresAtMs: null,
  limits: [],
})

export interface IdentifyParts {
  readonly keyRing: Pick<KeyRing, 'authenticate'>
  /** The living session of a cookie's token; null when there is none. */
  readonly findSession: (token: string) => Promise<SessionRecord | null>
  readonly isSimulatorOpen: boolean
  /** Only this machine can call, so that it must be called by a name of its own where no key is given. */
  readonly isLocal: boolean
}

/**
 * Finds out who calls. A key goes before a session: it was sent on purpose, while a browser sends its cookie
 * by itself. A wrong key is refused, whatever cookie comes with it. A promise only for a session, as all else
 * is in memory. Throws GatewayError for a wrong key or session, and for neither where one is needed.
 */
export function identify(parts: IdentifyParts, request: RequestHead): Caller | Promise<Caller> {
  const caller = parts.keyRing.authenticate(request.rawHeaders, Date.now())
  if (caller !== undefined) return caller
  const token = sessionTokenIn(request.headers.cookie)
  if (token !== null) return identifySession(parts, request, token)
  // A page that somebody opens is not who the simulator is open to: it could fill the disk.
  const isMeant = !isForeign(request) && (!parts.isLocal || namesThisMachine(request))
  return withoutKey({ isSimulatorOpen: parts.isSimulatorOpen && isMeant })
}

/** Who made work that goes on without his request. */
export interface WorkOwner {
  readonly keyId: string | null
  readonly personId: string | null
}

/** Who made work, as he stands now. Throws GatewayError where he may call nothing any more. */
export function callerOf(
  parts: { readonly keyRing: Pick<KeyRing, 'callerOf'>; readonly isSimulatorOpen: boolean },
  { keyId, personId }: WorkOwner,
): Caller {
  if (keyId !== null) return parts.keyRing.callerOf(keyId, Date.now())
  return personId === null ? withoutKey(parts) : sessionCaller(personId)
}

function withoutKey({ isSimulatorOpen }: Pick<IdentifyParts, 'isSimulatorOpen'>): Caller {
  if (isSimulatorOpen) return anonymousCaller
  throw new GatewayError('missing_api_key', missingApiKey)
}

async function identifySession(
  parts: IdentifyParts,
  request: RequestHead,
  token: string,
): Promise<Caller> {
  if (isForeign(request)) throw foreignCall()
  const session = await parts.findSession(token)
  if (session === null) {
    throw new GatewayError('unauthenticated', 'The session is over: sign in, or send an API key.')
  }
  return sessionCaller(session.person_id)
}

function foreignCall(): GatewayError {
  return new GatewayError(
    'cross_origin_session',
    'A page of another origin may not call with the session of this one. Use an API key.',
  )
}
