import type { Tree } from '@lezer/common'
import { codeLanguageNamed } from './code-language'

// What a browser can do between two frames without missing one.
const sliceMs = 6

/**
 * The syntax tree of code, made in small slices beside everything else. Null for plain text, and when `signal` is
 * aborted.
 */
export async function parseCode(
  code: string,
  language: string,
  signal?: AbortSignal,
): Promise<Tree | null> {
  const { load } = codeLanguageNamed(language)
  if (!load) return null
  const { parser } = await load()
  const slices = new Slices(signal)
  const parse = parser.startParse(code)
  for (;;) {
    const tree = parse.advance()
    if (tree) return tree
    if (!(await slices.mayGoOn())) return null
  }
}

/** Gives way to the page whenever a slice of time is over. */
export class Slices {
  readonly #signal: AbortSignal | undefined
  #end = performance.now() + sliceMs

  constructor(signal?: AbortSignal) {
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
