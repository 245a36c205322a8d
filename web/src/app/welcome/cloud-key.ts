import { Component, computed, inject, input, output, signal } from '@angular/core'
import { FormsModule } from '@angular/forms'
import { LucideCheck } from '@lucide/angular'
import type { ProviderProbeObject } from '@llavero/protocol/control/provider-probe.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import { injectTranslate } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { oneAtATime } from '../shell/one-at-a-time'
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
  readonly #saving = oneAtATime()
  protected readonly isBusy = this.#saving.isBusy
  protected readonly fault = signal<string | null>(null)
  protected readonly vendor = computed(
    () => vendors.find(({ id }) => id === this.vendorId()) ?? null,
  )
  readonly #baseUrl = computed(() => this.vendor()?.baseUrl ?? this.ownUrl().trim())

  protected async testAndSave(): Promise<void> {
    if (this.#baseUrl() === '') return
    const made = await this.#saving.run(() => this.#tryDoor())
    if (made === null) return
    this.fault.set(made.fault)
    if (made.fault === null) this.saved.emit()
  }

  /** What went wrong; null when the key opens and is saved. The form may say something else by then. */
  async #tryDoor(): Promise<{ readonly fault: string | null }> {
    const key = this.key()
    const { id: vendor = 'openai', name: vendorName } = this.vendor() ?? {}
    const door = { base_url: this.#baseUrl(), api_key: key.trim() || null }
    const probe = await this.#api.post<ProviderProbeObject>('/api/providers/probe', door)
    if (!probe.ok) return { fault: this.#errorText.of(probe.error) }
    if (probe.value.outcome !== 'ok') return { fault: this.#outcomeText(probe.value) }
    const name = vendorName ?? new URL(door.base_url).host
    const provider = { name, vendor, ...door, is_default: true }
    const result = await this.#api.post<ProviderObject>('/api/providers', provider)
    if (!result.ok) return { fault: this.#errorText.of(result.error) }
    if (this.key() === key) this.key.set('')
    this.#toasts.done(this.t('welcome.cloud.wasAdded', { name, count: probe.value.models.length }))
    return { fault: null }
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
