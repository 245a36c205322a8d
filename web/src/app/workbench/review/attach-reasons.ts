import type { Reason } from '../answer/read-answer'
import type { Hunk } from './hunks'

export interface AttachedReasons {
  /** Reasons by index of the hunk; a hunk may have none, or several. */
  readonly byHunk: readonly (readonly string[])[]
  /** What could not be laid beside any hunk. */
  readonly general: readonly string[]
}

/**
 * Lays every reason beside the hunk it speaks of: by its lines, which models count in the original or
 * in the result; where it has none, by the names that it quotes. A hunk that is left without a reason
 * gets those that quote what it changes: a renamed variable changes many places.
 */
export function attachReasons(hunks: readonly Hunk[], reasons: readonly Reason[]): AttachedReasons {
  const byHunk: string[][] = hunks.map(() => [])
  const general: string[] = []
  for (const reason of reasons) {
    const hunk = hunkAtLines(hunks, reason) ?? hunkByQuote(hunks, reason)
    if (hunk) byHunk[hunk.index]?.push(reason.text)
    else general.push(reason.text)
  }
  for (const hunk of hunks) {
    if (byHunk[hunk.index]?.length === 0) {
      byHunk[hunk.index] = reasons.filter((reason) => quotes(reason, hunk)).map(({ text }) => text)
    }
  }
  return { byHunk, general }
}

// How many lines a model may miscount by.
const maxDistance = 3

function hunkAtLines(hunks: readonly Hunk[], { lines }: Reason): Hunk | undefined {
  if (!lines) return undefined
  const nearest = (distance: (hunk: Hunk) => number): { hunk?: Hunk; distance: number } =>
    hunks.reduce<{ hunk?: Hunk; distance: number }>(
      (best, hunk) => {
        const own = distance(hunk)
        return own < best.distance ? { hunk, distance: own } : best
      },
      { distance: Infinity },
    )
  const inOriginal = nearest((hunk) => gap(lines, hunk.originalLine, hunk.removed.length))
  if (inOriginal.distance === 0) return inOriginal.hunk
  const inResult = nearest((hunk) => gap(lines, hunk.resultLine, hunk.added.length))
  if (inResult.distance === 0) return inResult.hunk
  return inOriginal.distance <= maxDistance ? inOriginal.hunk : undefined
}

/** How many lines lie between two ranges; 0 where they touch. An insertion counts as its next line. */
function gap([from, to]: readonly [number, number], start: number, length: number): number {
  const end = start + Math.max(length, 1) - 1
  return Math.max(0, start - to, from - end)
}

function hunkByQuote(hunks: readonly Hunk[], reason: Reason): Hunk | undefined {
  return reason.lines ? undefined : hunks.find((hunk) => quotes(reason, hunk))
}

function quotes({ text }: Reason, hunk: Hunk): boolean {
  const quoted = [...text.matchAll(/`([^`\n]{2,})`/g)].map(([, code = '']) => code)
  return quoted.some((code) => isChanged(code, hunk))
}

/** Whether a piece of code stands on one side of a hunk more often than on the other. */
function isChanged(code: string, { removed, added }: Hunk): boolean {
  return occurrences(code, removed) !== occurrences(code, added)
}

function occurrences(code: string, lines: readonly string[]): number {
  return lines.reduce((count, line) => count + line.split(code).length - 1, 0)
}
