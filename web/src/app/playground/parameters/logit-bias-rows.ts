import { Component, computed, inject, input, signal } from '@angular/core'
import { injectTranslate } from '../../language/language'
import { Chip } from '../../ui/chip'
import { Enter } from '../../ui/enter'
import { Input } from '../../ui/field'
import { biasOf } from '../draft'
import { PlaygroundStore } from '../playground-store'
import { Refusal } from './refusal'

/** A token that can be picked by its text. */
export interface PickableToken {
  readonly token: number
  readonly text: string
}

const mostTokens = 300

/** Tokens that are made likelier or unlikelier, each by its id: the vendors' APIs know no other name. */
@Component({
  selector: 'llv-logit-bias',
  imports: [Chip, Enter, Input, Refusal],
  template: `
    <label class="mb-1.5 block text-sm font-semibold" for="playground-bias"
      ><code>{{ name }}</code></label
    >
    @if (rows().length > 0) {
      <ul class="mb-2 flex flex-wrap gap-1.5">
        @for (row of rows(); track row.token) {
          <li
            llvChip
            class="font-mono"
            [removeLabel]="t('playground.bias.remove', { token: row.told })"
            (removed)="remove(row.token)"
          >
            {{ row.told }}
          </li>
        }
      </ul>
    }
    <input
      #field
      llvInput
      class="font-mono"
      id="playground-bias"
      list="playground-bias-tokens"
      autocomplete="off"
      [attr.aria-invalid]="isWrong() || null"
      [disabled]="isFull() || refusal() !== null"
      [placeholder]="t('playground.bias.add')"
      (input)="isWrong.set(false)"
      (llvEnter)="add(field)"
    />
    <datalist id="playground-bias-tokens">
      @for (pickable of tokens(); track pickable.token) {
        <option [value]="pickable.token + ':-100'">{{ pickable.text }}</option>
        <option [value]="pickable.token + ':5'">{{ pickable.text }}</option>
      }
    </datalist>
    @if (isWrong()) {
      <p class="mt-1 text-xs text-danger-ink" role="alert">{{ t('playground.bias.wrong') }}</p>
    }
    <p class="mt-1.5 text-xs text-ink-faint">{{ t('playground.bias.text') }}</p>
    <llv-refusal [reason]="refusal()" />
  `,
})
export class LogitBiasRows {
  /** Offered beside the field; any other id may be typed. */
  readonly tokens = input<readonly PickableToken[]>([])

  readonly #store = inject(PlaygroundStore)
  protected readonly t = injectTranslate()
  protected readonly name = 'logit_bias'
  protected readonly isWrong = signal(false)
  protected readonly rows = computed(() =>
    Object.entries(this.#store.parameters().logit_bias).map(([token, bias]) => {
      const text = this.tokens().find((pickable) => String(pickable.token) === token)?.text
      return { token, told: `${token}${text === undefined ? '' : ` ${text}`}: ${bias}` }
    }),
  )
  protected readonly isFull = computed(() => this.rows().length >= mostTokens)
  protected readonly refusal = computed(() => this.#store.refusalOf('logit_bias'))

  protected add(field: HTMLInputElement): void {
    if (field.value.trim() === '' || this.isFull()) return
    const pair = biasOf(field.value)
    this.isWrong.set(pair === null)
    if (pair === null) return
    const [token, bias] = pair
    this.#store.change({ logit_bias: { ...this.#store.parameters().logit_bias, [token]: bias } })
    field.value = ''
  }

  protected remove(token: string): void {
    const rest = Object.entries(this.#store.parameters().logit_bias).filter(([id]) => id !== token)
    this.#store.change({ logit_bias: Object.fromEntries(rest) })
  }
}
