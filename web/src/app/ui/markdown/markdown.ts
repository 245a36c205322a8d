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
  #frame: number | undefined
  #fallback: ReturnType<typeof setTimeout> | undefined

  constructor() {
    effect(() => {
      const text = this.text()
      text.count()
      text.isEnded()
      untracked(() => {
        // An answer that is there at once is shown at once.
        if (this.#drawn?.text !== text) this.#begin(text)
        else this.#drawSoon()
      })
    })
    inject(DestroyRef).onDestroy(() => this.#forget())
  }

  #begin(text: GrowingText): void {
    this.#forget()
    this.#host.replaceChildren()
    this.#drawn = new Drawn(text, this.#host, this.#drawing())
    this.#drawn.draw()
  }

  /** In the next frame; in a window that nobody sees, where there are no frames, once in a while. */
  #drawSoon(): void {
    if (this.#frame !== undefined) return
    const draw = (): void => {
      this.#cancelFrame()
      this.#drawn?.draw()
    }
    this.#frame = requestAnimationFrame(draw)
    this.#fallback = setTimeout(draw, 1_000)
  }

  #cancelFrame(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    clearTimeout(this.#fallback)
    this.#frame = undefined
  }

  #forget(): void {
    this.#cancelFrame()
    this.#drawn?.stop()
    this.#drawn = null
  }

  #drawing(): Drawing {
    const words = { copy: this.#t('ui.copy'), copied: this.#t('ui.copied') }
    return {
      blockedImage: (host) => this.#t('ui.imageNotLoaded', { host: host || '?' }),
      code: (code, language) => finishedCode(code, language, words),
    }
  }
}

/** One text as it was drawn so far. */
class Drawn {
  readonly text: GrowingText
  readonly #host: HTMLElement
  readonly #drawing: Drawing
  readonly #stream = new BlockStream()
  readonly #highlighting = new AbortController()
  #read = 0
  #hasEnded = false
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
    for (const block of closed) this.#host.append(this.#closedBlock(block))
    this.#drawOpen(open)
    this.#host.classList.toggle('markdown-open', !this.text.isEnded())
  }

  stop(): void {
    this.#highlighting.abort()
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
    this.#host.append(fragment)
  }

  #drawOpenCode({ appended, language }: Extract<OpenBlock, { kind: 'code' }>): void {
    if (!this.#openCode) {
      this.#dropOpen()
      this.#openCode = new GrowingCode(language, { copy: '', copied: '' })
      this.#open = [this.#openCode.element]
      this.#host.append(this.#openCode.element)
    }
    this.#openCode.append(appended)
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

function finishedCode(
  code: string,
  language: string,
  words: { readonly copy: string; readonly copied: string },
): HTMLElement {
  const block = new GrowingCode(language, words)
  block.append(code)
  block.finish(code)
  return block.element
}
