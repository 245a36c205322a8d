import {
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  viewChild,
  ViewEncapsulation,
} from '@angular/core'
import { LucideX } from '@lucide/angular'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { Button } from '../button'
import { CopyButton } from '../copy-button'
import { CostText } from '../cost-text'
import { type Origin, Provenance } from '../provenance'

const explanations: Readonly<Record<Origin, string>> = {
  simulated: 'ui.receipt.simulatedMeans',
  local: 'ui.receipt.localMeans',
  cached: 'ui.receipt.cachedMeans',
  provider: 'ui.receipt.providerMeans',
}

/** Where an answer came from and what it cost, in one line; a click opens the whole receipt. */
@Component({
  selector: 'llv-receipt',
  imports: [Button, CopyButton, LucideX, Provenance],
  templateUrl: './receipt.html',
  styleUrl: './receipt.css',
  encapsulation: ViewEncapsulation.None,
})
export class Receipt {
  /** Null until the call is settled. */
  readonly receipt = input.required<RequestObject | null>()
  readonly origin = input.required<Origin>()
  /** The provider's name, until the receipt tells it. */
  readonly provider = input<string | null>(null)
  /** The model that was asked for, until the receipt names the one that answered. */
  readonly asked = input('')

  readonly #costs = inject(CostText)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog')

  protected readonly model = computed(() => this.receipt()?.model_used ?? this.asked())
  protected readonly explanation = computed(() => explanations[this.origin()])
  protected readonly providerName = computed(() => this.receipt()?.provider ?? this.provider())
  protected readonly cost = computed(() => {
    const receipt = this.receipt()
    return receipt ? this.#costs.of(receipt) : ''
  })
  protected readonly rows = computed(() => {
    const receipt = this.receipt()
    return receipt ? this.#rowsOf(receipt) : []
  })

  protected open(): void {
    this.dialog().nativeElement.showModal()
  }

  /** A click beside the dialog lands on the dialog itself: its content fills it. */
  protected closeOutside({ target, currentTarget }: Event): void {
    if (target === currentTarget) this.dialog().nativeElement.close()
  }

  #rowsOf(receipt: RequestObject): readonly { readonly label: string; readonly value: string }[] {
    const { number, duration } = {
      number: (value: number) => this.format.number(value),
      duration: (value: number | null) => (value === null ? '—' : this.format.duration(value)),
    }
    return [
      { label: 'ui.receipt.row.model', value: receipt.model_used ?? receipt.model_asked },
      { label: 'ui.receipt.row.provider', value: receipt.provider ?? '—' },
      { label: 'ui.receipt.row.input', value: number(receipt.input_tokens) },
      { label: 'ui.receipt.row.cachedInput', value: number(receipt.cached_input_tokens) },
      { label: 'ui.receipt.row.output', value: number(receipt.output_tokens) },
      { label: 'ui.receipt.row.reasoning', value: number(receipt.reasoning_tokens) },
      { label: 'ui.receipt.row.cost', value: this.cost() },
      { label: 'ui.receipt.row.firstByte', value: duration(receipt.first_byte_ms) },
      { label: 'ui.receipt.row.total', value: duration(receipt.total_ms) },
      { label: 'ui.receipt.row.overhead', value: duration(receipt.overhead_ms) },
      { label: 'ui.receipt.row.attempts', value: number(receipt.attempts) },
      { label: 'ui.receipt.row.verdict', value: receipt.verdict },
      { label: 'ui.receipt.row.time', value: this.format.dateTime(receipt.created_at) },
      { label: 'ui.receipt.row.id', value: receipt.id },
    ]
  }
}
