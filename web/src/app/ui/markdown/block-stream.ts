import { closesFence, type Fence, fenceLanguage, insideFence, openingFence } from './fence'

/** A part of an answer that is rendered on its own. */
export interface Block {
  readonly kind: 'markdown' | 'code'
  /** Markdown, or the code alone. */
  readonly source: string
  /** Of code: the language that its fence names. */
  readonly language: string
  /** Header and ruler of the table that this block goes on with; empty elsewhere. */
  readonly tableHead: string
}

/** The block that still grows: Markdown to be drawn again, or what has come of a block of code. */
export type OpenBlock =
  | { readonly kind: 'markdown'; readonly source: string; readonly tableHead: string }
  | { readonly kind: 'code'; readonly appended: string; readonly language: string }

/** What one frame has to do: draw new blocks once and for all, and go on with the open one. */
export interface Advance {
  readonly closed: readonly Block[]
  readonly open: OpenBlock | null
}

/**
 * Cuts a growing Markdown text into blocks. A closed block never changes again, and an open block of
 * Markdown is at most `maxOpenLength` long, however the text is made: so the work per frame does not
 * grow with the answer. Open code grows without limit, but only at its end.
 */
export class BlockStream {
  #closed: Block[] = []
  #markdown = ''
  readonly #code: string[] = []
  /** Code that has come since the last call of `advance`, besides the line that has not ended. */
  #appended = ''
  /** How much of the line that has not ended was handed out. */
  #shown = 0
  #fence: Fence | null = null
  #tableHead = ''
  /** The line that has not ended yet. */
  #line = ''

  push(text: string): void {
    const lines = (this.#line + text).split('\n')
    this.#line = lines.pop() ?? ''
    for (const line of lines) this.#take(line)
    if (!this.#fence && this.#line.length > maxOpenLength) this.#cutLine()
  }

  /** No more text will come. */
  end(): void {
    const rest = this.#line
    this.#line = ''
    if (rest !== '') this.#take(rest)
    if (this.#fence) this.#closeCode()
    else this.#closeMarkdown()
  }

  /** What has changed since the last call. */
  advance(): Advance {
    const closed = this.#closed
    this.#closed = []
    return { closed, open: this.#open() }
  }

  #open(): OpenBlock | null {
    if (this.#fence) {
      return {
        kind: 'code',
        appended: this.#newCode(this.#fence),
        language: fenceLanguage(this.#fence),
      }
    }
    // The first marks of a fence are no text.
    const line = /^ {0,12}(`{1,}|~{1,})[^`]*$/.test(this.#line) ? '' : this.#line
    const source = this.#markdown + line
    return source.trim() === '' ? null : { kind: 'markdown', source, tableHead: this.#tableHead }
  }

  #newCode(fence: Fence): string {
    // It may become the closing fence.
    const line = /^ *[`~]*$/.test(this.#line) ? '' : insideFence(this.#line, fence)
    const code = this.#appended + line.slice(this.#shown)
    this.#appended = ''
    this.#shown = Math.max(this.#shown, line.length)
    return code
  }

  #take(line: string): void {
    if (this.#fence) {
      if (closesFence(line, this.#fence)) this.#closeCode()
      else this.#takeCode(`${insideFence(line, this.#fence)}\n`)
      return
    }
    const fence = openingFence(line)
    if (fence) {
      this.#closeMarkdown()
      this.#fence = fence
      return
    }
    this.#takeMarkdown(line)
  }

  #takeCode(line: string): void {
    this.#code.push(line)
    this.#appended += line.slice(this.#shown)
    this.#shown = 0
  }

  #takeMarkdown(line: string): void {
    if (this.#endsBefore(line)) this.#closeMarkdown()
    this.#markdown += `${line}\n`
    if (/^ {0,3}#{1,6} /.test(line)) this.#closeMarkdown()
    else if (this.#markdown.length > maxOpenLength / 2) this.#cutBlock()
  }

  #endsBefore(line: string): boolean {
    const block = this.#markdown
    if (block.trim() === '' || line.trim() === '') return false
    const isList = listMarker.test(block.trimStart())
    if (/\n\s*\n$/.test(block)) return !(isList && /^\s{2,}/.test(line))
    return isList && block.length > longList && listMarker.test(line)
  }

  /** Cuts a long block where the rest can stand alone. */
  #cutBlock(): void {
    const [header = '', ruler = ''] = (this.#tableHead || this.#markdown).split('\n')
    const isTable = /^[\s|:-]*-[\s|:-]*$/.test(ruler) && ruler.includes('|')
    if (!isTable && !isBalanced(this.#markdown) && this.#markdown.length < maxOpenLength) return
    this.#closeMarkdown()
    if (isTable) this.#tableHead = `${header}\n${ruler}\n`
  }

  /** A line that does not end is cut after a word. */
  #cutLine(): void {
    const space = this.#line.lastIndexOf(' ', maxOpenLength)
    const end = space > maxOpenLength / 2 ? space + 1 : maxOpenLength
    const rest = this.#line.slice(end)
    this.#markdown += this.#line.slice(0, end)
    this.#closeMarkdown()
    this.#line = ''
    this.push(rest)
  }

  #closeMarkdown(): void {
    const source = this.#markdown
    if (source.trim() !== '') {
      this.#closed.push(block('markdown', source.replace(/^\n+/, ''), '', this.#tableHead))
    }
    this.#markdown = ''
    this.#tableHead = ''
  }

  #closeCode(): void {
    if (!this.#fence) return
    this.#closed.push(block('code', this.#code.join(''), fenceLanguage(this.#fence)))
    this.#code.length = 0
    this.#appended = ''
    this.#shown = 0
    this.#fence = null
  }
}

/** Characters that are laid out anew in a frame at most, besides what has just come. */
export const maxOpenLength = 6_000

/** A list is cut between two items from here on. */
const longList = 1_000

const listMarker = /^ {0,3}(?:[-*+]|\d{1,9}[.)])\s/

function isBalanced(text: string): boolean {
  const count = (mark: RegExp): number => text.match(mark)?.length ?? 0
  return count(/`/g) % 2 === 0 && count(/\*\*/g) % 2 === 0 && count(/\[/g) === count(/\]/g)
}

function block(kind: Block['kind'], source: string, language: string, tableHead = ''): Block {
  return { kind, source, language, tableHead }
}
