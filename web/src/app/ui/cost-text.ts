import { inject, Injectable } from '@angular/core'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import type { UsageObject } from '@llavero/protocol/control/usage.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'

/** What calls cost, as the reader is told it: what nobody has a price for is unknown, not free. */
@Injectable({ providedIn: 'root' })
export class CostText {
  readonly #format = inject(Format)
  readonly #t = injectTranslate()

  /** Of one call. */
  of({ cost_usd: cost, is_estimated: isEstimated }: CallCost): string {
    if (cost === null) return this.#t('ui.cost.unknown')
    return `${isEstimated ? '≈ ' : ''}${this.#format.money(cost)}`
  }

  /** Of several calls: with what is unknown of them. */
  ofSum({ cost_usd: cost, requests, unpriced_requests: unpriced }: SumCost): string {
    if (unpriced === 0) return this.#format.money(cost)
    if (unpriced === requests) return this.#t('ui.cost.unknown')
    return this.#t('ui.cost.partlyUnknown', { cost: this.#format.money(cost) })
  }
}

type CallCost = Pick<RequestObject, 'cost_usd' | 'is_estimated'>
type SumCost = Pick<UsageObject, 'cost_usd' | 'requests' | 'unpriced_requests'>
