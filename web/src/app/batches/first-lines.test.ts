import { describe, expect, it } from 'vitest'
import { firstLines } from './first-lines'

/** A stream that gives a piece whenever it is asked, and knows how many it gave. */
function streamOf(pieces: readonly string[]) {
  const given = { count: 0, isCancelled: false }
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        const piece = pieces[given.count++]
        if (piece === undefined) controller.close()
        else controller.enqueue(new TextEncoder().encode(piece))
      },
      cancel() {
        given.isCancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, given }
}

describe('the first lines of a stream', () => {
  it('are whole, wherever it was cut', async () => {
    const { stream } = streamOf(['{"a":', '1}\n{"b":2}', '\n{"c"', ':3}'])
    expect(await firstLines(stream, 100)).toEqual(['{"a":1}', '{"b":2}', '{"c":3}'])
  })

  it('end the fetching when they are enough', async () => {
    const { stream, given } = streamOf(Array.from({ length: 1_000 }, (_, index) => `${index}\n`))
    expect(await firstLines(stream, 3)).toEqual(['0', '1', '2'])
    expect(given.isCancelled).toBe(true)
    expect(given.count).toBeLessThan(20)
  })
})
