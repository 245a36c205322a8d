import { Component, computed, inject, input, output } from '@angular/core'
import type { LocalServerObject } from '@llavero/protocol/control/provider-probe.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import { injectTranslate } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { oneAtATime } from '../shell/one-at-a-time'
import { Button } from '../ui/button'
import { ToastService } from '../ui/toast-service'

/** A model server that may run on this machine, in the state in which it was found. */
@Component({
  selector: 'li[llvLocalServerChoice]',
  imports: [Button],
  template: `
    <div class="min-w-40 flex-1">
      <p class="font-semibold">{{ server().name }}</p>
      <p class="text-sm text-ink-faint">{{ note() }}</p>
    </div>
    @if (provider() !== null) {
      <span class="tag tag-success">{{ t('welcome.answers.added') }}</span>
    } @else if (server().state === 'found') {
      <button llvButton [disabled]="isBusy()" (click)="add()">
        {{ t('welcome.answers.use') }}
      </button>
    } @else {
      <span class="tag" [class.tag-brass]="server().state === 'without_model'">{{ state() }}</span>
    }
  `,
  host: { class: 'flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5' },
})
export class LocalServerChoice {
  readonly server = input.required<LocalServerObject>()
  /** What it has been added as; null where it has not. */
  readonly provider = input.required<ProviderObject | null>()
  readonly added = output()

  readonly #api = inject(ApiClient)
  readonly #toasts = inject(ToastService)
  readonly #errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  readonly #adding = oneAtATime()
  protected readonly isBusy = this.#adding.isBusy
  protected readonly state = computed(() =>
    this.server().state === 'without_model'
      ? this.t('welcome.answers.withoutModel')
      : this.t('welcome.answers.notRunning'),
  )
  protected readonly note = computed(() => {
    const { state, models, base_url } = this.server()
    if (state === 'found') return models.slice(0, 3).join(', ')
    return state === 'without_model' ? this.t('welcome.answers.withoutModelText') : base_url
  })

  protected async add(): Promise<void> {
    const { name, vendor, base_url } = this.server()
    const body = { name, vendor, base_url, is_default: true }
    const result = await this.#adding.run(() =>
      this.#api.post<ProviderObject>('/api/providers', body),
    )
    if (result === null) return
    if (!result.ok) return this.#toasts.failed(this.#errorText.of(result.error))
    this.added.emit()
    this.#toasts.done(this.t('welcome.answers.wasAdded', { name }))
  }
}
