import { presentableDiff } from '@codemirror/merge'
import type { Comparison, Hunk } from './hunks'

/** A piece of a line; `isChanged` where it differs from the other side. */
export interface Piece {
  readonly text: string
  readonly isChanged: boolean
  /** Of its colour, once the code was parsed. */
  readonly classes?: string
}

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added'
  /** In its own text, from 1: the original's for what is the same or removed. */
  readonly number: number
  readonly pieces: readonly Piece[]
}

// Beyond it one would not look at single characters, and they cost the more.
const maxCompared = 4_000

/** The lines of a hunk: what goes, then what comes, each with the pieces that differ. */
export function hunkLines(hunk: Hunk, added: readonly string[] = hunk.added): readonly DiffLine[] {
  const before = hunk.removed.join('\n')
  const after = added.join('\n')
  const isComparable = before !== '' && after !== '' && before.length + after.length <= maxCompared
  const changes = isComparable ? presentableDiff(before, after) : []
  const oldRanges = changes.map(({ fromA, toA }) => [fromA, toA] as const)
  const newRanges = changes.map(({ fromB, toB }) => [fromB, toB] as const)
  return [
    ...sideLines('removed', hunk.originalLine, hunk.removed, oldRanges),
    ...sideLines('added', hunk.resultLine, added, newRanges),
  ]
}

/** Unchanged lines of the original, numbered from 1, `to` included. */
export function sameLines({ original }: Comparison, from: number, to: number): readonly DiffLine[] {
  return original.slice(from - 1, Math.max(to, from - 1)).map((text, index) => ({
    kind: 'same',
    number: from + index,
    pieces: [{ text, isChanged: false }],
  }))
}

/** Unchanged lines between two hunks, before the first (index 0) or after the last one. */
export function gapBefore(
  { original, hunks }: Comparison,
  index: number,
): readonly [from: number, to: number] {
  const previous = hunks[index - 1]
  const from = previous ? previous.originalLine + previous.removed.length : 1
  const next = hunks[index]
  return [from, next ? next.originalLine - 1 : original.length]
}

type Ranges = readonly (readonly [from: number, to: number])[]

function sideLines(
  kind: 'removed' | 'added',
  firstNumber: number,
  lines: readonly string[],
  ranges: Ranges,
): readonly DiffLine[] {
  let offset = 0
  return lines.map((line, index) => {
    const pieces = piecesOf(line, offset, ranges)
    offset += line.length + 1
    return { kind, number: firstNumber + index, pieces }
  })
}

/** Cuts a line, which begins at `offset` of its side, where changed ranges begin and end. */
function piecesOf(line: string, offset: number, ranges: Ranges): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  const cut = (end: number, isChanged: boolean): void => {
    if (end > at) pieces.push({ text: line.slice(at, end), isChanged })
    at = Math.max(at, end)
  }
  for (const [from, to] of ranges) {
    const start = from - offset
    const end = Math.min(to - offset, line.length)
    if (end <= 0 || start >= line.length || end <= start) continue
    cut(Math.max(start, 0), false)
    cut(end, true)
  }
  cut(line.length, false)
  return pieces.length > 0 ? pieces : [{ text: '', isChanged: false }]
}
