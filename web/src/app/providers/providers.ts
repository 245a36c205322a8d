import { Component, computed, inject, resource, signal, viewChild } from '@angular/core'
import { RouterLink } from '@angular/router'
import {
  LucidePencil,
  LucidePlus,
  LucideRefreshCw,
  LucideServer,
  LucideTrash2,
} from '@lucide/angular'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { LocalServerObject } from '@llavero/protocol/control/provider-probe.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import { injectTranslate } from '../language/language'
import { addressedForm } from '../shell/addressed-form'
import { ApiClient, unwrap } from '../shell/api/api-client'
import { keptResource } from '../shell/api/kept-resource'
import { ErrorText } from '../shell/error-text'
import { inTurn } from '../shell/in-turn'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { EmptyState } from '../ui/empty-state'
import { Failure } from '../ui/failure'
import { PageHeader } from '../ui/page-header'
import { Skeleton } from '../ui/skeleton'
import { ToastService } from '../ui/toast-service'
import { ProviderForm } from './provider-form'
import { ProviderHealth } from './provider-health'
import { ProviderModels } from './provider-models'

/** Where answers come from: the providers, how they are doing, and what their models cost. */
@Component({
  selector: 'llv-providers',
  imports: [
    Button,
    ConfirmDialog,
    EmptyState,
    Failure,
    LucidePencil,
    LucidePlus,
    LucideRefreshCw,
    LucideTrash2,
    PageHeader,
    ProviderForm,
    ProviderHealth,
    ProviderModels,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './providers.html',
})
export class Providers {
  readonly #api = inject(ApiClient)
  readonly #toasts = inject(ToastService)
  readonly #inTurn = inTurn()
  protected readonly errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideServer.icon

  protected readonly providers = keptResource(
    () => null,
    async (_all, signal) =>
      unwrap(await this.#api.get<Page<ProviderObject>>('/api/providers', { signal })),
  )
  readonly #localServers = resource({
    loader: async ({ abortSignal }) =>
      unwrap(
        await this.#api.get<Page<LocalServerObject>>('/api/local-servers', { signal: abortSignal }),
      ),
  })
  protected readonly list = computed(() => this.providers.value()?.data ?? null)
  /** Servers on this machine that answer and are no provider yet. */
  protected readonly found = computed(() => {
    if (!this.#localServers.hasValue()) return []
    const known = new Set(this.list()?.map(({ base_url: url }) => url))
    return this.#localServers
      .value()
      .data.filter(({ state, base_url: url }) => state !== 'not_running' && !known.has(url))
  })
  protected readonly shownForm = viewChild(ProviderForm)
  protected readonly form = addressedForm(() => this.shownForm()?.isSaving() === true)
  protected readonly edited = signal<ProviderObject | null>(null)
  protected readonly offered = signal<LocalServerObject | null>(null)
  protected readonly removed = signal<ProviderObject | null>(null)
  protected readonly isAskingToRemove = signal(false)

  protected open(provider: ProviderObject | null, offered: LocalServerObject | null = null): void {
    this.edited.set(provider)
    this.offered.set(offered)
    this.form.open()
  }

  /** What was edited is not what somebody opens the form for next, by its address. */
  protected close(): void {
    this.form.close()
    this.edited.set(null)
    this.offered.set(null)
  }

  protected saved(provider: ProviderObject): void {
    this.#toasts.done(this.t('providers.saved', { name: provider.name }))
    this.close()
    this.providers.reload()
  }

  protected async refresh(provider: ProviderObject): Promise<void> {
    const result = await this.#api.post<ProviderObject>(`/api/providers/${provider.id}/refresh`)
    if (result.ok) {
      const count = result.value.models.length
      this.#toasts.done(this.t('providers.refreshed', { name: provider.name, count }))
    } else this.#toasts.failed(this.errorText.of(result.error))
    this.providers.reload()
  }

  protected async toggle(provider: ProviderObject, field: HTMLInputElement): Promise<void> {
    const isChanged = await this.#change(provider, { is_enabled: field.checked })
    if (!isChanged) field.checked = provider.is_enabled
  }

  protected async makeDefault(provider: ProviderObject): Promise<void> {
    await this.#change(provider, { is_default: true })
  }

  protected askToRemove(provider: ProviderObject): void {
    this.removed.set(provider)
    this.isAskingToRemove.set(true)
  }

  protected async remove(): Promise<void> {
    const provider = this.removed()
    if (provider === null) return
    const result = await this.#api.delete(`/api/providers/${provider.id}`)
    if (result.ok) this.#toasts.done(this.t('providers.removed', { name: provider.name }))
    else this.#toasts.failed(this.errorText.of(result.error))
    this.providers.reload()
  }

  async #change(provider: ProviderObject, change: Partial<ProviderObject>): Promise<boolean> {
    const path = `/api/providers/${provider.id}`
    const result = await this.#inTurn(() => this.#api.patch<ProviderObject>(path, change))
    if (!result.ok) this.#toasts.failed(this.errorText.of(result.error))
    this.providers.reload()
    return result.ok
  }
}
