import { Component, computed, inject, input, linkedSignal } from '@angular/core'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import type { TokenLogprob } from '../../ui/response/response-assembly'

/** More buttons than anybody points at. */
const mostTokens = 600

/** An answer token by token, the unlikely ones marked; the chosen one with those that might have come instead. */
@Component({
  selector: 'llv-token-odds',
  template: `
    <section class="mt-4" [attr.aria-label]="t('playground.odds.title')">
      <h4 class="text-xs font-semibold text-ink-faint">{{ t('playground.odds.title') }}</h4>
      <p class="mt-1.5 font-mono text-sm leading-7 break-words">
        @for (token of tokens(); track $index) {
          <button
            class="odds-token"
            type="button"
            [class.odds-rare]="token.chance < 0.1"
            [class.odds-unsure]="token.chance >= 0.1 && token.chance < 0.5"
            [attr.aria-pressed]="$index === chosen()"
            [attr.aria-label]="token.text + ': ' + format.percent(token.chance, 1)"
            (click)="chosen.set($index)"
          >
            {{ token.text }}
          </button>
        }
      </p>
      @if (isCut()) {
        <p class="text-xs text-ink-faint">
          {{ t('playground.odds.first', { count: tokens().length }) }}
        </p>
      }
      <table class="table mt-2">
        <thead>
          <tr>
            <th scope="col">{{ t('playground.chart.token') }}</th>
            <th scope="col" class="number">{{ t('playground.chart.chance') }}</th>
          </tr>
        </thead>
        <tbody>
          @for (token of alternatives(); track token.text) {
            <tr [class.font-semibold]="token.isTaken">
              <td class="font-mono">{{ token.text }}</td>
              <td class="number">{{ format.percent(token.chance, 1) }}</td>
            </tr>
          }
        </tbody>
      </table>
    </section>
  `,
})
export class TokenOdds {
  readonly logprobs = input.required<readonly TokenLogprob[]>()

  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly chosen = linkedSignal({ source: this.logprobs, computation: () => 0 })
  protected readonly isCut = computed(() => this.logprobs().length > mostTokens)
  protected readonly tokens = computed(() => this.logprobs().slice(0, mostTokens).map(told))
  /** The chosen token among those of its place, likeliest first. */
  protected readonly alternatives = computed(() => {
    const taken = this.logprobs()[this.chosen()]
    if (!taken) return []
    const others = (taken.top_logprobs ?? []).filter(({ token }) => token !== taken.token)
    return [taken, ...others]
      .map((each) => ({ ...told(each), isTaken: each === taken }))
      .toSorted((a, b) => b.chance - a.chance)
  })
}

function told({ token, logprob }: { readonly token: string; readonly logprob: number }) {
  return {
    text: token.replaceAll(' ', '␣').replaceAll('\n', '↵'),
    chance: Math.exp(logprob),
  }
}
