import { Component, computed, inject, input, resource } from '@angular/core'
import { RouterLink } from '@angular/router'
import { LucideArrowLeft } from '@lucide/angular'
import type { RequestDetailObject } from '@llavero/protocol/control/requests.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient, unwrap } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { KeyNames } from '../shell/ledger/key-names'
import { Verdict } from '../shell/ledger/verdict'
import { Button } from '../ui/button'
import { CodeBlock } from '../ui/code-block'
import { CopyButton } from '../ui/copy-button'
import { CostText } from '../ui/cost-text'
import { Explain } from '../ui/explain'
import { Failure } from '../ui/failure'
import { Skeleton } from '../ui/skeleton'
import { Waterfall } from './waterfall'

/** The receipt of one call: who, what, how it went, where the time went, and what it cost. */
@Component({
  selector: 'llv-receipt',
  imports: [
    Button,
    CodeBlock,
    CopyButton,
    Explain,
    Failure,
    LucideArrowLeft,
    RouterLink,
    Skeleton,
    Verdict,
    Waterfall,
  ],
  providers: [KeyNames],
  templateUrl: './receipt.html',
})
export class Receipt {
  readonly id = input.required<string>()

  readonly #api = inject(ApiClient)
  protected readonly errorText = inject(ErrorText)
  protected readonly keyNames = inject(KeyNames)
  protected readonly costs = inject(CostText)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly request = resource({
    params: () => ({ id: this.id() }),
    loader: async ({ params, abortSignal }) =>
      unwrap(
        await this.#api.get<RequestDetailObject>(`/api/requests/${encodeURIComponent(params.id)}`, {
          signal: abortSignal,
        }),
      ),
  })
  protected readonly row = computed(() => (this.request.hasValue() ? this.request.value() : null))
}
