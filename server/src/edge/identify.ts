import type { IncomingMessage } from 'node:http'
import { missingApiKey } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { KeyRing } from '../auth/key-ring.ts'
import type { Caller } from '../gateway/model-call.ts'

/** Whoever calls without a key, where the operator lets them: the simulator and nothing else. */
const anonymous: Caller = Object.freeze({
  kind: 'anonymous',
  keyId: null,
  personId: null,
  projectId: 'default',
  models: ['sim-*'],
  endpoints: null,
  expiresAtMs: null,
  limits: [],
})

export interface IdentifyParts {
  readonly keyRing: Pick<KeyRing, 'authenticate'>
  readonly isSimulatorOpen: boolean
}

/** Finds out who calls. Throws GatewayError for a wrong key, and for none where one is needed. */
export function identify(parts: IdentifyParts, request: IncomingMessage): Caller {
  const caller = parts.keyRing.authenticate(request.rawHeaders, Date.now())
  if (caller !== undefined) return caller
  if (parts.isSimulatorOpen) return anonymous
  throw new GatewayError('missing_api_key', missingApiKey)
}
