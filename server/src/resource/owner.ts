import type { Caller } from '../gateway/model-call.ts'

/**
 * Whose files, batches and jobs a caller sees: his project's. Who calls without a key, where the operator
 * lets him, has a place of his own: he must not see what keys have stored.
 */
export function ownerOf(caller: Caller): string {
  return caller.kind === 'anonymous' ? 'anonymous' : caller.projectId
}

/** In whose name work is done that goes on without a request: a key's, a person's, or whoever calls without either. */
export function askerOf(work: {
  readonly key_id: string | null
  readonly person_id: string | null
  readonly project_id: string
}): string {
  return work.key_id ?? work.person_id ?? work.project_id
}
