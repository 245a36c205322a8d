import type { Form } from '../model-call.ts'
import type { MostUsed } from './endpoint-row.ts'
import { noUsage } from './usage.ts'

/** For endpoints that only read: a token is at least one byte of the body. */
export function mostInputUsed(call: { readonly payload: Uint8Array | Form }): MostUsed {
  const { byteLength } = call.payload
  return {
    usage: { ...noUsage, inputTokens: byteLength },
    answers: 1,
    isOutputBounded: true,
    tokensForRateLimit: Math.ceil(byteLength / 4),
  }
}
