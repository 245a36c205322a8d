import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'

const deadlineMs = 20_000
const pauseMs = 5

/** Asks again and again until the answer is neither null nor false; fails after 20 seconds. */
export async function until<Answer>(
  what: string,
  ask: () => Answer | null | false | Promise<Answer | null | false>,
): Promise<Answer> {
  const startedAt = performance.now()
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== false) return answer
    assert.ok(performance.now() - startedAt < deadlineMs, `waited in vain: ${what}`)
    await delay(pauseMs)
  }
}
