import { Component, computed, inject, input, output, resource, signal } from '@angular/core'
import { FormsModule } from '@angular/forms'
import { LucideCheck, LucideTriangleAlert } from '@lucide/angular'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { ProviderPresetObject } from '@llavero/protocol/control/provider-health.ts'
import type {
  LocalServerObject,
  ProbeOutcome,
  ProviderProbeObject,
} from '@llavero/protocol/control/provider-probe.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import { injectTranslate } from '../language/language'
import { ApiClient, type ApiError, unwrap } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { oneAtATime } from '../shell/one-at-a-time'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Enter } from '../ui/enter'
import { Field, Input } from '../ui/field'
import { untilSet } from '../ui/until-set'

interface Draft {
  readonly name: string
  readonly vendor: string
  readonly baseUrl: string
  /** Empty: none, or where one is stored, that it stays. */
  readonly apiKey: string
  readonly isDefault: boolean
  readonly batches: ProviderObject['batches']
}

/** Adds a provider by vendor or address, or changes one. What it answers is tried before it is saved. */
@Component({
  selector: 'llv-provider-form',
  imports: [Button, Dialog, Enter, Field, FormsModule, Input, LucideCheck, LucideTriangleAlert],
  templateUrl: './provider-form.html',
})
export class ProviderForm {
  readonly edited = input<ProviderObject | null>(null)
  /** A server that was found on this machine, to start from. */
  readonly offered = input<LocalServerObject | null>(null)
  readonly saved = output<ProviderObject>()
  readonly closed = output()

  readonly #api = inject(ApiClient)
  readonly #errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  readonly #presets = resource({
    loader: async ({ abortSignal }) =>
      unwrap(
        await this.#api.get<Page<ProviderPresetObject>>('/api/provider-presets', {
          signal: abortSignal,
        }),
      ),
  })
  protected readonly presets = computed(() =>
    this.#presets.hasValue() ? this.#presets.value().data : [],
  )
  protected readonly draft = untilSet(() =>
    draftOf(this.edited(), this.offered(), this.presets()[0]),
  )
  protected readonly preset = computed(() =>
    this.presets().find(({ vendor }) => vendor === this.draft().vendor),
  )
  protected readonly error = signal<ApiError | null>(null)
  protected readonly probe = signal<ProviderProbeObject | null>(null)
  readonly #testing = oneAtATime()
  readonly #saving = oneAtATime()
  readonly isSaving = this.#saving.isBusy
  protected readonly isBusy = computed(() => this.#testing.isBusy() || this.isSaving())
  protected readonly title = computed(() => {
    const provider = this.edited()
    return provider === null
      ? this.t('providers.add')
      : this.t('providers.editNamed', { name: provider.name })
  })
  protected readonly isReady = computed(
    () => this.draft().name.trim() !== '' && this.draft().baseUrl.trim() !== '',
  )
  protected readonly probeText = computed(() => {
    const probe = this.probe()
    if (probe === null) return null
    const texts: Readonly<Record<ProbeOutcome, string>> = {
      ok: this.t('providers.probe.ok', { count: probe.models.length }),
      unauthorized: this.t('providers.probe.unauthorized'),
      unreachable: this.t('providers.probe.unreachable'),
      not_allowed: this.t('providers.probe.notAllowed'),
      unexpected: this.t('providers.probe.unexpected'),
    }
    return texts[probe.outcome]
  })

  protected choose(vendor: string): void {
    const preset = this.presets().find((each) => each.vendor === vendor)
    if (preset === undefined) this.change({ vendor: 'custom', name: '', baseUrl: '' })
    else this.change({ vendor, name: preset.name, baseUrl: preset.base_url })
  }

  protected change(change: Partial<Draft>): void {
    this.draft.update((draft) => ({ ...draft, ...change }))
    this.probe.set(null)
  }

  protected faultOf(param: string): string | null {
    const error = this.error()
    return error?.param === param ? this.#errorText.of(error) : null
  }

  protected readonly otherFault = computed(() => {
    const error = this.error()
    return error !== null && error.param === null ? this.#errorText.of(error) : null
  })

  /** Null where nobody can tell, and where another door stands in the form by now. */
  protected async test(): Promise<ProviderProbeObject | null> {
    const { baseUrl, apiKey } = this.draft()
    const door = { base_url: baseUrl.trim(), ...(apiKey !== '' && { api_key: apiKey }) }
    this.error.set(null)
    const result = await this.#testing.run(() =>
      this.#api.post<ProviderProbeObject>('/api/providers/probe', door),
    )
    const isSameDoor = this.draft().baseUrl === baseUrl && this.draft().apiKey === apiKey
    if (result === null || !isSameDoor) return null
    if (!result.ok) {
      this.error.set(result.error)
      return null
    }
    this.probe.set(result.value)
    return result.value
  }

  /** A key that opens no door is not saved unseen: the first press tests, a second one saves all the same. */
  protected async save(): Promise<void> {
    if (this.isBusy() || !this.isReady()) return
    const changesDoor = this.edited() === null || this.draft().apiKey !== ''
    if (changesDoor && this.probe() === null) {
      const probe = await this.test()
      if (probe?.outcome !== 'ok') return
    }
    const result = await this.#saving.run(() => this.#store())
    if (result === null) return
    if (result.ok) this.saved.emit(result.value)
    else this.error.set(result.error)
  }

  #store() {
    const { name, vendor, baseUrl, apiKey, isDefault, batches } = this.draft()
    const body = {
      name: name.trim(),
      vendor,
      base_url: baseUrl.trim(),
      is_default: isDefault,
      batches,
      ...(apiKey !== '' && { api_key: apiKey }),
    }
    const provider = this.edited()
    return provider === null
      ? this.#api.post<ProviderObject>('/api/providers', body)
      : this.#api.patch<ProviderObject>(`/api/providers/${provider.id}`, body)
  }
}

/** A new one begins as the first vendor of the list, which most people want. */
function draftOf(
  provider: ProviderObject | null,
  offered: LocalServerObject | null,
  preset: ProviderPresetObject | undefined,
): Draft {
  return {
    name: provider?.name ?? offered?.name ?? preset?.name ?? '',
    vendor: provider?.vendor ?? offered?.vendor ?? preset?.vendor ?? 'openai',
    baseUrl: provider?.base_url ?? offered?.base_url ?? preset?.base_url ?? '',
    apiKey: '',
    isDefault: provider?.is_default ?? false,
    batches: provider?.batches ?? 'executed',
  }
}
