import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gapBefore, hunkLines, sameLines } from './diff-lines'
import { compareTexts } from './hunks'

describe('the lines of a hunk', () => {
  it('show what goes and what comes, and which characters differ', () => {
    const { hunks } = compareTexts('if (a = 1) {', 'if (a === 1) {')
    const [hunk] = hunks
    expect(hunk && hunkLines(hunk)).toEqual([
      { kind: 'removed', number: 1, pieces: [{ text: 'if (a = 1) {', isChanged: false }] },
      {
        kind: 'added',
        number: 1,
        pieces: [
          { text: 'if (a =', isChanged: false },
          { text: '==', isChanged: true },
          { text: ' 1) {', isChanged: false },
        ],
      },
    ])
  })

  it('hold the whole text, however it is cut', () => {
    const text = fc
      .array(fc.stringMatching(/^[ab {}]{0,8}$/), { maxLength: 6 })
      .map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        for (const hunk of compareTexts(before, after).hunks) {
          const lines = hunkLines(hunk)
          const side = (kind: string): readonly string[] =>
            lines
              .filter((line) => line.kind === kind)
              .map(({ pieces }) => pieces.map((piece) => piece.text).join(''))
          expect(side('removed')).toEqual(hunk.removed)
          expect(side('added')).toEqual(hunk.added)
        }
      }),
    )
  })
})

describe('what lies between hunks', () => {
  const comparison = compareTexts('a\nb\nc\nd\ne', 'A\nb\nc\nD\ne')

  it('is unchanged, and has the numbers of the original', () => {
    expect([0, 1, 2].map((index) => gapBefore(comparison, index))).toEqual([
      [1, 0],
      [2, 3],
      [5, 5],
    ])
    expect(sameLines(comparison, 1, -3)).toEqual([])
    expect(
      sameLines(comparison, 2, 3).map(({ number, pieces }) => [number, pieces[0]?.text]),
    ).toEqual([
      [2, 'b'],
      [3, 'c'],
    ])
  })
})
