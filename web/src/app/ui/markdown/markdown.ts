import {
  Component,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  untracked,
  ViewEncapsulation,
} from '@angular/core'
import remend from 'remend'
import { injectTranslate } from '../../language/language'
import { GrowingCode } from '../code/growing-code'
import { type Block, BlockStream, type OpenBlock } from './block-stream'
import type { GrowingText } from './growing-text'
import { type Drawing, renderMarkdown } from './render-markdown'

/**
 * Shows Markdown that may still be growing. A finished block is drawn once and never touched again; in a frame
 * only the last block changes, and its length is bounded: the work does not grow with the answer.
 */
@Component({
  selector: 'llv-markdown',
  template: '',
  styleUrl: './markdown.css',
  encapsulation: ViewEncapsulation.None,
  host: { class: 'markdown block' },
})
export class Markdown {
  readonly text = input.required<GrowingText>()

  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement
  readonly #t = injectTranslate()
  #drawn: Drawn | null = null
  #colouring = new AbortController()

  constructor() {
    effect(() => {
      const text = this.text()
      text.count()
      text.isEnded()
      untracked(() => {
        if (this.#drawn?.text !== text) this.#begin(text)
        this.#drawn?.draw()
      })
    })
    inject(DestroyRef).onDestroy(() => this.#forget())
  }

  #begin(text: GrowingText): void {
    this.#forget()
    this.#host.replaceChildren()
    this.#colouring = new AbortController()
    this.#drawn = new Drawn(text, this.#host, this.#drawing(this.#colouring.signal))
  }

  #forget(): void {
    this.#colouring.abort()
    this.#drawn = null
  }

  #drawing(signal: AbortSignal): Drawing {
    const words = { copy: this.#t('ui.copy'), copied: this.#t('ui.copied') }
    return {
      blockedImage: (host) => this.#t('ui.imageNotLoaded', { host: host || '?' }),
      code(code, language) {
        const block = new GrowingCode(language, words)
        block.append(code)
        block.finish(code, signal)
        return block.element
      },
    }
  }
}

/**
 * The browser looks at each child of an element that it lays out, and at each element that may be out of sight:
 * about the root of the blocks of the longest answers, so that both are few.
 */
const blocksPerPart = 32

/** One text as it was drawn so far. */
class Drawn {
  readonly text: GrowingText
  readonly #host: HTMLElement
  readonly #drawing: Drawing
  readonly #stream = new BlockStream()
  #read = 0
  #hasEnded = false
  #part: HTMLElement | null = null
  #blocksInPart = 0
  #open: readonly Element[] = []
  #openCode: GrowingCode | null = null

  constructor(text: GrowingText, host: HTMLElement, drawing: Drawing) {
    this.text = text
    this.#host = host
    this.#drawing = drawing
  }

  draw(): void {
    const count = this.text.count()
    this.#stream.push(this.text.since(this.#read))
    this.#read = count
    if (this.text.isEnded() && !this.#hasEnded) {
      this.#hasEnded = true
      this.#stream.end()
    }
    const { closed, open } = this.#stream.advance()
    if (closed.length > 0) this.#dropOpen()
    for (const block of closed) {
      this.#partWithRoom().append(this.#closedBlock(block))
      this.#blocksInPart += 1
    }
    this.#drawOpen(open)
    this.#host.classList.toggle('markdown-open', !this.text.isEnded())
  }

  #closedBlock(block: Block): Node {
    if (block.kind === 'code') return this.#drawing.code(block.source, block.language)
    return markdownBlock(block.source, block.tableHead, this.#drawing)
  }

  #drawOpen(open: OpenBlock | null): void {
    if (open?.kind === 'code') {
      this.#drawOpenCode(open)
      return
    }
    this.#dropOpen()
    if (!open) return
    const fragment = markdownBlock(remend(open.source), open.tableHead, this.#drawing)
    this.#open = [...fragment.children]
    this.#partWithRoom().append(fragment)
  }

  #drawOpenCode({ appended, language }: Extract<OpenBlock, { kind: 'code' }>): void {
    if (!this.#openCode) {
      this.#dropOpen()
      this.#openCode = new GrowingCode(language, { copy: '', copied: '' })
      this.#open = [this.#openCode.element]
      this.#partWithRoom().append(this.#openCode.element)
    }
    this.#openCode.append(appended)
  }

  #partWithRoom(): HTMLElement {
    if (this.#part && this.#blocksInPart < blocksPerPart) return this.#part
    this.#part = document.createElement('div')
    this.#part.className = 'markdown-part'
    this.#blocksInPart = 0
    this.#host.append(this.#part)
    return this.#part
  }

  #dropOpen(): void {
    for (const element of this.#open) element.remove()
    this.#open = []
    this.#openCode = null
  }
}

function markdownBlock(source: string, tableHead: string, drawing: Drawing): DocumentFragment {
  const fragment = renderMarkdown(tableHead + source, drawing)
  if (tableHead !== '') fragment.firstElementChild?.classList.add('table-goes-on')
  return fragment
}
