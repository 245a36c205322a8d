import { Component, computed, inject, input, resource } from '@angular/core'
import type { NextTokenObject } from '@llavero/protocol/control/next-token.ts'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { ApiClient, unwrap } from '../../shell/api/api-client'
import type { LogitBias } from '../draft'

/** Moving a slider asks once it rests. */
const restMs = 120
const shownTokens = 8
const endOfText = '<|endoftext|>'

/**
 * The likeliest next tokens of `sim-mini` under the parameters as they are: which of them are in the smallest set
 * whose mass reaches top_p, and the chance of each. The figures are the sampler's own.
 */
@Component({
  selector: 'llv-probability-chart',
  templateUrl: './probability-chart.html',
})
export class ProbabilityChart {
  readonly prompt = input.required<string>()
  readonly temperature = input.required<number>()
  readonly topP = input.required<number>()
  readonly frequencyPenalty = input.required<number>()
  readonly presencePenalty = input.required<number>()
  readonly bias = input<LogitBias>({})

  readonly #api = inject(ApiClient)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  readonly #next = resource({
    params: () => ({
      prompt: this.prompt().slice(0, 20_000) || '?',
      temperature: this.temperature(),
      top_p: this.topP(),
      frequency_penalty: this.frequencyPenalty(),
      presence_penalty: this.presencePenalty(),
      logit_bias: this.bias(),
      top: shownTokens,
    }),
    loader: async ({ params, abortSignal }) => {
      await rested(abortSignal)
      const options = { signal: abortSignal }
      return unwrap(await this.#api.post<NextTokenObject>('/api/next-token', params, options))
    },
  })
  /** While the next figures are on their way the last ones stay, so that the bars glide. */
  #last: NextTokenObject | null = null
  readonly told = computed(() => {
    if (this.#next.hasValue()) this.#last = this.#next.value()
    // What does not come is not shown by figures of other parameters.
    if (this.#next.error() !== undefined) this.#last = null
    return this.#last
  })
  protected readonly most = computed(() =>
    Math.max(...(this.told()?.data ?? []).map(({ chance }) => chance), 0.01),
  )

  protected textOf(token: string): string {
    if (token === endOfText) return this.t('playground.chart.end')
    return token.replaceAll(' ', '␣').replaceAll('\n', '↵')
  }
}

function rested(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, restMs)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new DOMException('', 'AbortError'))
    })
  })
}
