import type { Tree } from '@lezer/common'
import { classHighlighter, highlightTree } from '@lezer/highlight'
import { parseCode } from '../../ui/code/parse-code'
import type { DiffLine, Piece } from './diff-lines'
import type { Comparison } from './hunks'

// Colours beyond this length cost more than they tell.
const maxLength = 400_000

/** Colours of both sides of a comparison, looked up line by line. */
export class DiffColours {
  readonly #original: Side
  readonly #result: Side

  private constructor(original: Side, result: Side) {
    this.#original = original
    this.#result = result
  }

  /** Null for plain text, for texts that are too long, and when `signal` is aborted. */
  static async of(
    { original, result }: Comparison,
    language: string,
    signal: AbortSignal,
  ): Promise<DiffColours | null> {
    const before = await side(original, language, signal)
    const after = await side(result, language, signal)
    return before && after ? new DiffColours(before, after) : null
  }

  of(line: DiffLine): DiffLine {
    const { tree, starts } = line.kind === 'added' ? this.#result : this.#original
    const start = starts[line.number - 1]
    if (start === undefined) return line
    const length = line.pieces.reduce((sum, { text }) => sum + text.length, 0)
    const tokens: Token[] = []
    highlightTree(
      tree,
      classHighlighter,
      (from, to, classes) => tokens.push({ from: from - start, to: to - start, classes }),
      start,
      start + length,
    )
    return { ...line, pieces: colouredPieces(line.pieces, tokens) }
  }
}

interface Side {
  readonly tree: Tree
  /** Where each line begins. */
  readonly starts: readonly number[]
}

interface Token {
  readonly from: number
  readonly to: number
  readonly classes: string
}

async function side(
  lines: readonly string[],
  language: string,
  signal: AbortSignal,
): Promise<Side | null> {
  const text = lines.join('\n')
  if (text.length > maxLength) return null
  const tree = await parseCode(text, language, signal)
  if (!tree) return null
  let start = 0
  const starts = lines.map((line) => {
    const own = start
    start += line.length + 1
    return own
  })
  return { tree, starts }
}

/** Cuts pieces where tokens begin and end; tokens come in order and do not overlap. */
export function colouredPieces(
  pieces: readonly Piece[],
  tokens: readonly Token[],
): readonly Piece[] {
  let offset = 0
  return pieces.flatMap(({ text, isChanged }) => {
    const start = offset
    offset += text.length
    const cut: Piece[] = []
    const add = (from: number, to: number, classes: string): void => {
      if (to > from) cut.push({ text: text.slice(from - start, to - start), isChanged, classes })
    }
    let at = start
    for (const { from, to, classes } of tokens) {
      const tokenStart = Math.max(from, start)
      const tokenEnd = Math.min(to, offset)
      if (tokenEnd <= tokenStart) continue
      add(at, tokenStart, '')
      add(tokenStart, tokenEnd, classes)
      at = tokenEnd
    }
    add(at, offset, '')
    return cut
  })
}
