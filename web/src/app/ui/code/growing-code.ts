import { codeLanguageNamed, plainText } from './code-language'
import { type CodePart, highlight } from './highlight'

export interface GrowingCodeWords {
  readonly copy: string
  readonly copied: string
}

// A part is laid out again when it changes: short enough to be cheap, long enough to be few.
const linesPerPart = 40

/**
 * A block of code with its language and a button that copies it. While it grows, only its last lines are laid out
 * anew; its colours come when it is finished.
 */
export class GrowingCode {
  readonly element = document.createElement('figure')
  readonly #pre = document.createElement('pre')
  readonly #language: string
  readonly #parts: { readonly element: HTMLElement; readonly text: Text; readonly from: number }[] =
    []
  #linesInLastPart = 0
  #length = 0
  #code: string | null = null

  constructor(language: string, words: GrowingCodeWords) {
    this.#language = language
    this.element.className = 'growing-code'
    this.#pre.tabIndex = 0
    this.element.append(this.#header(words), this.#pre)
  }

  append(code: string): void {
    for (const line of code.split(/(?<=\n)/)) {
      this.#textFor().appendData(line)
      this.#length += line.length
      if (line.endsWith('\n')) this.#linesInLastPart += 1
    }
  }

  /** No more code will come. */
  finish(code: string, signal?: AbortSignal): void {
    this.#code = code
    const ends = [...this.#parts.slice(1).map(({ from }) => from), this.#length]
    const parts: CodePart[] = this.#parts.map(({ element, from }, index) => ({
      element,
      from,
      to: ends[index] ?? this.#length,
    }))
    // Code without colours is code all the same.
    highlight(this.#code, this.#language, parts, signal).catch(() => {})
  }

  #textFor(): Text {
    const last = this.#parts.at(-1)
    if (last && this.#linesInLastPart < linesPerPart) return last.text
    const element = document.createElement('code')
    const text = document.createTextNode('')
    element.append(text)
    this.#pre.append(element)
    this.#parts.push({ element, text, from: this.#length })
    this.#linesInLastPart = 0
    return text
  }

  #header({ copy, copied }: GrowingCodeWords): HTMLElement {
    const header = document.createElement('figcaption')
    const name = document.createElement('span')
    const language = codeLanguageNamed(this.#language)
    name.textContent = language === plainText ? this.#language : language.name
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = copy
    button.addEventListener('click', () => {
      void navigator.clipboard.writeText(this.#code ?? this.#pre.textContent ?? '').then(() => {
        button.textContent = copied
        setTimeout(() => (button.textContent = copy), 2_000)
      })
    })
    header.append(name, button)
    return header
  }
}
