import { Component, computed, inject, input, output, signal } from '@angular/core'
import { FormsModule } from '@angular/forms'
import { LucideCheck } from '@lucide/angular'
import type { ProviderProbeObject } from '@llavero/protocol/control/provider-probe.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import { injectTranslate } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { Button } from '../ui/button'
import { Enter } from '../ui/enter'
import { Field, Input } from '../ui/field'
import { ToastService } from '../ui/toast-service'
import { otherVendor, vendors } from './vendors'

/** A key of a cloud vendor: tested at his door first, and saved only when it opens. */
@Component({
  selector: 'llv-cloud-key',
  imports: [Button, Enter, Field, FormsModule, Input, LucideCheck],
  templateUrl: './cloud-key.html',
  host: { class: 'block' },
})
export class CloudKey {
  readonly added = input.required<readonly ProviderObject[]>()
  readonly saved = output()

  readonly #api = inject(ApiClient)
  readonly #errorText = inject(ErrorText)
  readonly #toasts = inject(ToastService)
  protected readonly t = injectTranslate()
  protected readonly vendors = vendors
  protected readonly otherVendor = otherVendor
  protected readonly vendorId = signal('openai')
  protected readonly ownUrl = signal('')
  protected readonly key = signal('')
  protected readonly isBusy = signal(false)
  protected readonly fault = signal<string | null>(null)
  protected readonly vendor = computed(
    () => vendors.find(({ id }) => id === this.vendorId()) ?? null,
  )
  readonly #baseUrl = computed(() => this.vendor()?.baseUrl ?? this.ownUrl().trim())

  protected async testAndSave(): Promise<void> {
    if (this.isBusy() || this.#baseUrl() === '') return
    this.isBusy.set(true)
    this.fault.set(await this.#tryDoor())
    this.isBusy.set(false)
  }

  /** What went wrong; null when the key opens and is saved. */
  async #tryDoor(): Promise<string | null> {
    const door = { base_url: this.#baseUrl(), api_key: this.key().trim() || null }
    const probe = await this.#api.post<ProviderProbeObject>('/api/providers/probe', door)
    if (!probe.ok) return this.#errorText.of(probe.error)
    if (probe.value.outcome !== 'ok') return this.#outcomeText(probe.value)
    const name = this.vendor()?.name ?? new URL(door.base_url).host
    const vendor = this.vendor()?.id ?? 'openai'
    const provider = { name, vendor, ...door, is_default: true }
    const result = await this.#api.post<ProviderObject>('/api/providers', provider)
    if (!result.ok) return this.#errorText.of(result.error)
    this.key.set('')
    this.saved.emit()
    this.#toasts.done(this.t('welcome.cloud.wasAdded', { name, count: probe.value.models.length }))
    return null
  }

  #outcomeText({ outcome, message }: ProviderProbeObject): string {
    switch (outcome) {
      case 'unauthorized':
        return this.t('welcome.cloud.unauthorized')
      case 'unreachable':
        return this.t('welcome.cloud.unreachable')
      case 'not_allowed':
        return this.t('welcome.cloud.notAllowed')
      default:
        return message
    }
  }
}
