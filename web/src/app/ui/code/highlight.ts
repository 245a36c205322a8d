import type { Parser, Tree } from '@lezer/common'
import { classHighlighter, highlightCode } from '@lezer/highlight'
import { codeLanguageNamed } from './code-language'

// Colours beyond this length cost more than they tell.
const maxLength = 400_000

// What a browser can do between two frames without missing one.
const sliceMs = 6

/** Lines of code as elements, which a highlighter may colour piece by piece. */
export interface CodePart {
  readonly element: HTMLElement
  readonly from: number
  readonly to: number
}

/**
 * Colours code in small slices beside everything else; does nothing for plain text. Stops when `signal` is
 * aborted.
 */
export async function highlight(
  code: string,
  language: string,
  parts: readonly CodePart[],
  signal?: AbortSignal,
): Promise<void> {
  const { load } = codeLanguageNamed(language)
  if (!load || code.length > maxLength) return
  const { parser } = await load()
  const slices = new Slices(signal)
  const tree = await parseInSlices(parser, code, slices)
  for (const part of parts) {
    if (tree === undefined || !(await slices.mayGoOn())) return
    part.element.replaceChildren(colouredRange(code, tree, part.from, part.to))
  }
}

function colouredRange(code: string, tree: Tree, from: number, to: number): DocumentFragment {
  const fragment = document.createDocumentFragment()
  const put = (text: string, classes: string): void => {
    if (classes === '') {
      fragment.append(text)
      return
    }
    const span = document.createElement('span')
    span.className = classes
    span.textContent = text
    fragment.append(span)
  }
  // The offset of `highlightCode` is that of the text it gets: it wants the whole.
  highlightCode(code, tree, classHighlighter, put, () => fragment.append('\n'), from, to)
  return fragment
}

async function parseInSlices(
  parser: Parser,
  code: string,
  slices: Slices,
): Promise<Tree | undefined> {
  const parse = parser.startParse(code)
  for (;;) {
    const tree = parse.advance()
    if (tree) return tree
    if (!(await slices.mayGoOn())) return undefined
  }
}

/** Gives way to the page whenever a slice of time is over. */
class Slices {
  readonly #signal: AbortSignal | undefined
  #end = performance.now() + sliceMs

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal
  }

  async mayGoOn(): Promise<boolean> {
    if (performance.now() > this.#end) {
      await new Promise((resolve) => {
        setTimeout(resolve)
      })
      this.#end = performance.now() + sliceMs
    }
    return this.#signal?.aborted !== true
  }
}
