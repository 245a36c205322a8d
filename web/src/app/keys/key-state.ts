import type { KeyObject } from '@llavero/protocol/control/keys.ts'

export type KeyState = 'active' | 'used-up' | 'expired' | 'revoked'

/** What has become of a key. */
export function stateOf(key: KeyObject, nowMs: number): KeyState {
  if (key.revoked_at !== null) return 'revoked'
  if (key.expires_at !== null && key.expires_at * 1000 <= nowMs) return 'expired'
  if (key.budget_usd !== null && key.spent_usd >= key.budget_usd) return 'used-up'
  return 'active'
}
