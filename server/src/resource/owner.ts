import type { Caller } from '../gateway/model-call.ts'

/**
 * Whose files, batches and jobs a caller sees: his project's. Who calls without a key, where the operator
 * lets him, has a place of his own: he must not see what keys have stored.
 */
export function ownerOf(caller: Caller): string {
  return caller.kind === 'anonymous' ? 'anonymous' : caller.projectId
}
