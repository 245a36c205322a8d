import { diff } from '@codemirror/merge'

/** Lines that differ between the original and the result. Never without a difference. */
export interface Hunk {
  /** Its place among the hunks, from 0. */
  readonly index: number
  /** Line of the original, from 1, where the removed lines begin (or before which lines are inserted). */
  readonly originalLine: number
  readonly removed: readonly string[]
  /** Line of the result, from 1, where the added lines begin. */
  readonly resultLine: number
  readonly added: readonly string[]
}

/** Both texts in lines, and where they differ. */
export interface Comparison {
  readonly original: readonly string[]
  readonly result: readonly string[]
  readonly hunks: readonly Hunk[]
  /** How the original ends its lines and its last line: a result is put back together the same way. */
  readonly lineEnd: '\n' | '\r\n'
  readonly endsWithNewline: boolean
}

/** What the reader decided about a hunk; `edited` replaces what the model wrote. */
export interface Decision {
  readonly verdict: 'open' | 'accepted' | 'rejected'
  readonly edited?: readonly string[]
}

/**
 * Compares line by line. Line ends and the newline at the very end are no differences: models drop
 * them, and nobody wants to review that.
 */
export function compareTexts(original: string, result: string): Comparison {
  const before = linesOf(original)
  const after = linesOf(result)
  return {
    original: before,
    result: after,
    hunks: hunksBetween(before, after),
    lineEnd: original.includes('\r\n') ? '\r\n' : '\n',
    endsWithNewline: original === '' ? result.endsWith('\n') : original.endsWith('\n'),
  }
}

/** The original with every hunk that was not rejected, with the edits made to it. */
export function composeResult(
  comparison: Comparison,
  decisionOf: (hunk: Hunk) => Decision,
): string {
  const lines: string[] = []
  let taken = 0
  for (const hunk of comparison.hunks) {
    const start = hunk.originalLine - 1
    for (let line = taken; line < start; line += 1) lines.push(comparison.original[line] ?? '')
    for (const line of resultingLines(hunk, decisionOf(hunk))) lines.push(line)
    taken = start + hunk.removed.length
  }
  for (let line = taken; line < comparison.original.length; line += 1) {
    lines.push(comparison.original[line] ?? '')
  }
  const text = lines.join(comparison.lineEnd)
  // An empty last line is told from none only by the newline after it.
  const endsWithNewline = comparison.endsWithNewline ? lines.length > 0 : lines.at(-1) === ''
  return endsWithNewline ? text + comparison.lineEnd : text
}

/** The lines that stand at a hunk's place in the end. */
function resultingLines(hunk: Hunk, decision: Decision): readonly string[] {
  if (decision.verdict === 'rejected') return hunk.removed
  return decision.edited ?? hunk.added
}

function linesOf(text: string): readonly string[] {
  if (text === '') return []
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

// Every distinct line becomes one character, so that the diff of characters is a diff of lines.
function hunksBetween(original: readonly string[], result: readonly string[]): readonly Hunk[] {
  const alphabet = new Map<string, string>()
  const spelled = [spell(original, alphabet), spell(result, alphabet)] as const
  const changes =
    alphabet.size > letterCount
      ? oneChange(original, result)
      : diff(...spelled, { scanLimit: maxScannedLines })
  const kept = changes
    .map((change) => trimmed(change, original, result))
    .filter(({ fromA, toA, fromB, toB }) => fromA < toA || fromB < toB)
  return kept.map(({ fromA, toA, fromB, toB }, index) => ({
    index,
    originalLine: fromA + 1,
    removed: original.slice(fromA, toA),
    resultLine: fromB + 1,
    added: result.slice(fromB, toB),
  }))
}

// Beyond so many changed lines in a row the diff gets coarser instead of quadratic.
const maxScannedLines = 2_000

// The characters that are not half of a pair, which the diff would keep together.
const firstSurrogate = 0xd800
const surrogateCount = 0x800
const letterCount = 0xffff - surrogateCount

function spell(lines: readonly string[], alphabet: Map<string, string>): string {
  let text = ''
  for (const line of lines) {
    let letter = alphabet.get(line)
    if (letter === undefined) {
      const ordinal = alphabet.size + 1
      letter = String.fromCharCode(ordinal < firstSurrogate ? ordinal : ordinal + surrogateCount)
      alphabet.set(line, letter)
    }
    text += letter
  }
  return text
}

type Range = Readonly<Record<'fromA' | 'toA' | 'fromB' | 'toB', number>>

/** Everything between the first and the last difference. */
function oneChange(original: readonly string[], result: readonly string[]): readonly Range[] {
  return [{ fromA: 0, toA: original.length, fromB: 0, toB: result.length }]
}

// The diff also answers with changes that begin or end with the same lines, or are empty.
function trimmed(range: Range, original: readonly string[], result: readonly string[]): Range {
  let { fromA, toA, fromB, toB } = range
  while (fromA < toA && fromB < toB && original[fromA] === result[fromB]) {
    fromA += 1
    fromB += 1
  }
  while (fromA < toA && fromB < toB && original[toA - 1] === result[toB - 1]) {
    toA -= 1
    toB -= 1
  }
  return { fromA, toA, fromB, toB }
}
