import type { Tree } from '@lezer/common'
import { classHighlighter, highlightCode } from '@lezer/highlight'
import { parseCode, Slices } from './parse-code'

// Colours beyond this length cost more than they tell.
const maxLength = 400_000

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
  if (code.length > maxLength) return
  const tree = await parseCode(code, language, signal)
  const slices = new Slices(signal)
  for (const part of parts) {
    if (tree === null || !(await slices.mayGoOn())) return
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
