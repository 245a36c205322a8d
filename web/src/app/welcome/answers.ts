import { Component, DestroyRef, inject } from '@angular/core'
import { RouterLink } from '@angular/router'
import { LucideArrowRight, LucideDices, LucideRefreshCw } from '@lucide/angular'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { LocalServerObject } from '@llavero/protocol/control/provider-probe.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import { injectTranslate } from '../language/language'
import { ApiClient, unwrap } from '../shell/api/api-client'
import { keptResource } from '../shell/api/kept-resource'
import { ErrorText } from '../shell/error-text'
import { Bare } from '../shell/layout/bare'
import { Button } from '../ui/button'
import { Failure } from '../ui/failure'
import { Skeleton } from '../ui/skeleton'
import { CloudKey } from './cloud-key'
import { LocalServerChoice } from './local-server-choice'

/** Somebody may start a server while he looks at this page. */
const lookAgainMs = 4_000

/** Where should answers come from? Nothing has to be chosen: the simulator works already. */
@Component({
  selector: 'llv-answers',
  imports: [
    Bare,
    Button,
    CloudKey,
    Failure,
    LocalServerChoice,
    LucideArrowRight,
    LucideDices,
    LucideRefreshCw,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './answers.html',
})
export class Answers {
  readonly #api = inject(ApiClient)
  protected readonly errorText = inject(ErrorText)
  protected readonly t = injectTranslate()

  protected readonly servers = keptResource(
    () => null,
    async (_all, signal) =>
      unwrap(await this.#api.get<Page<LocalServerObject>>('/api/local-servers', { signal })).data,
  )
  protected readonly providers = keptResource(
    () => null,
    async (_all, signal) =>
      unwrap(await this.#api.get<Page<ProviderObject>>('/api/providers', { signal })).data,
  )

  constructor() {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') this.servers.refresh()
    }, lookAgainMs)
    inject(DestroyRef).onDestroy(() => clearInterval(timer))
  }

  protected providerAt(baseUrl: string): ProviderObject | null {
    const providers = this.providers.value() ?? []
    return providers.find(({ base_url }) => base_url === baseUrl) ?? null
  }

  protected addedClouds(): readonly ProviderObject[] {
    const local = new Set(this.servers.value()?.map((one) => one.base_url))
    return (this.providers.value() ?? []).filter(({ base_url }) => !local.has(base_url))
  }
}
