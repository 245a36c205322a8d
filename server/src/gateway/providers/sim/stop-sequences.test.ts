import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { searchStops } from './stop-sequences.ts'

const few = fc.string({ unit: fc.constantFrom('a', 'b', '!'), maxLength: 30 })
const stops = fc.array(
  fc.string({ unit: fc.constantFrom('a', 'b', '!'), minLength: 1, maxLength: 4 }),
  {
    maxLength: 4,
  },
)

/** Feeds a text piece by piece and shows what is safe, as the writer does. */
function show(pieces: readonly string[], stops: readonly string[]): string {
  let [shown, held] = ['', '']
  for (const piece of pieces) {
    held += piece
    const { stopAt, safeLength } = searchStops(held, stops)
    shown += held.slice(0, safeLength)
    if (stopAt !== null) return shown
    held = held.slice(safeLength)
  }
  return shown + held
}

describe('searchStops', () => {
  it('shows the text before the first stop sequence, however the text is cut in pieces', () => {
    fc.assert(
      fc.property(fc.array(few, { maxLength: 8 }), stops, (pieces, stops) => {
        const shown = show(pieces, stops)
        const text = pieces.join('')
        assert.ok(text.startsWith(shown))
        assert.ok(stops.every((stop) => !shown.includes(stop)))
        if (shown.length < text.length) {
          assert.ok(stops.some((stop) => text.slice(shown.length).startsWith(stop)))
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('holds back nothing that cannot begin a stop sequence', () => {
    assert.deepEqual(searchStops('one two', ['###']), { stopAt: null, safeLength: 7 })
    assert.deepEqual(searchStops('one two##', ['###']), { stopAt: null, safeLength: 7 })
  })

  it('stops at the sequence that begins first', () => {
    assert.deepEqual(searchStops('a. b! c', ['!', '.']), { stopAt: 1, safeLength: 1 })
  })
})
