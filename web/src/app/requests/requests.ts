import { Component, computed, inject } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { ActivatedRoute, Router, RouterLink } from '@angular/router'
import { LucideListTree } from '@lucide/angular'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { keysetList } from '../shell/api/keyset-list'
import { ListFrame } from '../shell/api/list-frame'
import { FilterBar } from '../shell/ledger/filter-bar'
import { KeyNames } from '../shell/ledger/key-names'
import { filterOf } from '../shell/ledger/ledger-filter'
import { Verdict } from '../shell/ledger/verdict'
import { Button } from '../ui/button'
import { CostText } from '../ui/cost-text'
import { Enter } from '../ui/enter'
import { Input } from '../ui/field'
import { PageHeader } from '../ui/page-header'

/** The request log: one row a call, newest first. */
@Component({
  selector: 'llv-requests',
  imports: [Button, Enter, FilterBar, Input, ListFrame, PageHeader, RouterLink, Verdict],
  providers: [KeyNames],
  templateUrl: './requests.html',
})
export class Requests {
  readonly #api = inject(ApiClient)
  readonly #route = inject(ActivatedRoute)
  readonly #router = inject(Router)
  protected readonly keyNames = inject(KeyNames)
  protected readonly costs = inject(CostText)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideListTree.icon

  readonly #params = toSignal(this.#route.queryParamMap, {
    initialValue: this.#route.snapshot.queryParamMap,
  })
  readonly #filter = computed(() => filterOf(this.#params(), 'all', Date.now()))
  protected readonly list = keysetList(this.#filter, (filter, before, abort) =>
    this.#api.get<Page<RequestObject>>('/api/requests', {
      query: { ...filter, before, limit: 50 },
      signal: abort,
    }),
  )

  /** A request id, as the answer's header or an error said it, leads to the receipt. */
  protected async open(id: string): Promise<void> {
    if (id.trim() !== '') await this.#router.navigate(['/requests', id.trim()])
  }
}
