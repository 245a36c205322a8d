import { Component, computed, inject } from '@angular/core'
import { injectTranslate } from '../../language/language'
import { Chip } from '../../ui/chip'
import { Enter } from '../../ui/enter'
import { Input } from '../../ui/field'
import { PlaygroundStore } from '../playground-store'
import { Refusal } from './refusal'

const mostSequences = 4

/** Texts at which an answer ends; at most four. */
@Component({
  selector: 'llv-stop-sequences',
  imports: [Chip, Enter, Input, Refusal],
  template: `
    <label class="mb-1.5 block text-sm font-semibold" for="playground-stop"
      ><code>{{ name }}</code></label
    >
    @if (sequences().length > 0) {
      <ul class="mb-2 flex flex-wrap gap-1.5">
        @for (sequence of sequences(); track $index) {
          <li
            llvChip
            class="font-mono"
            [removeLabel]="t('playground.stop_.remove', { text: sequence })"
            (removed)="remove($index)"
          >
            {{ sequence }}
          </li>
        }
      </ul>
    }
    <input
      #field
      llvInput
      class="font-mono"
      id="playground-stop"
      autocomplete="off"
      maxlength="256"
      [disabled]="isFull() || refusal() !== null"
      [placeholder]="t('playground.stop_.add')"
      (llvEnter)="add(field)"
    />
    <p class="mt-1.5 text-xs text-ink-faint">{{ t('playground.stop_.text') }}</p>
    <llv-refusal [reason]="refusal()" />
  `,
})
export class StopSequences {
  readonly #store = inject(PlaygroundStore)
  protected readonly t = injectTranslate()
  protected readonly name = 'stop'
  protected readonly sequences = computed(() => this.#store.parameters().stop)
  protected readonly isFull = computed(() => this.sequences().length >= mostSequences)
  protected readonly refusal = computed(() => this.#store.refusalOf('stop'))

  protected add(field: HTMLInputElement): void {
    if (field.value === '' || this.isFull()) return
    this.#store.change({ stop: [...this.sequences(), field.value] })
    field.value = ''
  }

  protected remove(index: number): void {
    this.#store.change({ stop: this.sequences().filter((_, at) => at !== index) })
  }
}
