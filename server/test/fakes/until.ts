import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'

const usualPatienceMs = 20_000
const pauseMs = 5

/** Asks again and again until the answer is neither null nor false; fails after 20 seconds, or after `patienceMs`. */
export async function until<Answer>(
  what: string,
  ask: () => Answer | null | false | Promise<Answer | null | false>,
  patienceMs = usualPatienceMs,
): Promise<Answer> {
  const startedAt = performance.now()
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== false) return answer
    assert.ok(performance.now() - startedAt < patienceMs, `waited in vain: ${what}`)
    await delay(pauseMs)
  }
}
