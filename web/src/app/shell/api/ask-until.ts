/**
 * Asks again and again, with pauses that double, until an answer is there; null where none has come after about
 * half a minute. For what the server writes down a moment after it was used.
 */
export async function askUntil<Answer>(ask: () => Promise<Answer | null>): Promise<Answer | null> {
  for (let pauseMs = firstPauseMs; pauseMs <= lastPauseMs; pauseMs *= 2) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    const answer = await ask()
    if (answer !== null) return answer
  }
  return null
}

const firstPauseMs = 60
const lastPauseMs = 16_000
