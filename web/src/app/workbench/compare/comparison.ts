import { Component, computed, inject, output, signal, ViewEncapsulation } from '@angular/core'
import { LucidePlus, LucideX } from '@lucide/angular'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { Button } from '../../ui/button'
import { CostText } from '../../ui/cost-text'
import { readAnswer } from '../answer/read-answer'
import { ResultPanel } from '../result/result-panel'
import { compareTexts } from '../review/hunks'
import type { LiveRun } from '../run/live-run'
import { VariantSettings } from '../run/variant-settings'
import { mostVariants, WorkbenchStore } from '../workbench-store'

const letters = ['A', 'B', 'C', 'D']

/** The same snippet by two to four models or settings, side by side, with what each cost and took. */
@Component({
  selector: 'llv-comparison',
  imports: [Button, LucidePlus, LucideX, ResultPanel, VariantSettings],
  templateUrl: './comparison.html',
  styleUrl: './comparison.css',
  encapsulation: ViewEncapsulation.None,
  host: { class: 'flex min-h-0 flex-col' },
})
export class Comparison {
  readonly applied = output<string>()

  protected readonly store = inject(WorkbenchStore)
  readonly #costs = inject(CostText)
  readonly #format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly letters = letters
  protected readonly mostVariants = mostVariants
  protected readonly active = signal(0)

  protected readonly rows = computed(() => {
    const runs = this.store.runs()
    const receipts = runs.map((run) => run.receipt())
    const lowest = (of: 'cost_usd' | 'total_ms'): number =>
      Math.min(...receipts.map((receipt) => receipt?.[of] ?? Infinity))
    // What nobody knows the price of may be the cheapest.
    const costs = new Set(receipts.map((receipt) => receipt?.cost_usd))
    const isComparable = costs.size > 1 && !costs.has(null)
    return runs.map((run, index) => {
      const receipt = receipts[index]
      const model = receipt?.model_used ?? run.run()?.model ?? run.request.model ?? ''
      return {
        name: `${letters[index] ?? ''} ${model}`,
        cost: receipt ? this.#costs.of(receipt) : '…',
        tokens: receipt ? this.#format.number(receipt.output_tokens) : '…',
        firstToken:
          receipt?.first_byte_ms == null ? '…' : this.#format.duration(receipt.first_byte_ms),
        time: receipt ? this.#format.duration(receipt.total_ms) : '…',
        changes: this.#changesOf(run),
        isCheapest: isComparable && receipt?.cost_usd === lowest('cost_usd'),
        isFastest: runs.length > 1 && receipt?.total_ms === lowest('total_ms'),
      }
    })
  })

  #changesOf(run: LiveRun): string {
    if (run.isRunning()) return '…'
    const output = run.run()?.action.output
    const { code, isWhole } = readAnswer(run.answers()[0]?.whole() ?? '')
    if (code === null || !isWhole || (output !== 'patch' && output !== 'docs')) return '—'
    return this.#format.number(compareTexts(run.request.code, code).hunks.length)
  }
}
