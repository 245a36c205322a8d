import { GatewayError } from '@llavero/protocol/errors.ts'
import type { AttemptThrottle } from '../auth/attempt-throttle.ts'

/** Counts an attempt to guess. Throws GatewayError when there were too many. */
export function requireAttempt(throttle: AttemptThrottle, subject: string): void {
  const verdict = throttle.attempt(subject)
  if (verdict.allowed) return
  const { retryAfterMs } = verdict
  const message = `Too many attempts. Try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`
  throw new GatewayError('too_many_attempts', message, { retryAfterMs })
}
