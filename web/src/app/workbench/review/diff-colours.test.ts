import { describe, expect, it } from 'vitest'
import { colouredPieces, DiffColours } from './diff-colours'
import { hunkLines } from './diff-lines'
import { compareTexts } from './hunks'

describe('coloured pieces', () => {
  it('are cut where tokens and changes begin and end', () => {
    const pieces = [
      { text: 'let a', isChanged: false },
      { text: 'bc = 1', isChanged: true },
    ]
    const tokens = [
      { from: 0, to: 3, classes: 'keyword' },
      { from: 4, to: 7, classes: 'name' },
    ]
    expect(colouredPieces(pieces, tokens)).toEqual([
      { text: 'let', isChanged: false, classes: 'keyword' },
      { text: ' ', isChanged: false, classes: '' },
      { text: 'a', isChanged: false, classes: 'name' },
      { text: 'bc', isChanged: true, classes: 'name' },
      { text: ' = 1', isChanged: true, classes: '' },
    ])
  })
})

describe('the colours of a comparison', () => {
  it('are those of the side that a line belongs to', async () => {
    const comparison = compareTexts('/*\nlet a\n*/', 'b()\nlet a = 1\n')
    const colours = await DiffColours.of(comparison, 'javascript', new AbortController().signal)
    const lines = comparison.hunks.flatMap((hunk) => hunkLines(hunk))
    const classesOf = (kind: string) =>
      lines
        .filter((line) => line.kind === kind)
        .flatMap((line) => colours?.of(line).pieces ?? [])
        .map(({ classes }) => classes)
    expect(new Set(classesOf('removed'))).toEqual(new Set(['tok-comment']))
    expect(classesOf('added')).toContain('tok-keyword')
  })

  it('are none for plain text', async () => {
    const comparison = compareTexts('a', 'b')
    expect(await DiffColours.of(comparison, 'text', new AbortController().signal)).toBeNull()
  })
})
