import type { Caller } from '../gateway/model-call.ts'

/** A signed-in person as a caller of models, with the scopes of an owner: everything, without a limit. */
export function sessionCaller(personId: string): Caller {
  return {
    kind: 'session',
    keyId: null,
    personId,
    projectId: 'default',
    models: null,
    endpoints: null,
    expiresAtMs: null,
    limits: [],
  }
}
