import { Component, computed, inject, resource } from '@angular/core'
import type { ModelTier } from '@llavero/protocol/control/actions.ts'
import type { SettingsObject, UpdateSettingsBody } from '@llavero/protocol/control/settings.ts'
import { injectTranslate } from '../language/language'
import { ApiClient, unwrap } from '../shell/api/api-client'
import { chatCards, modelCards } from '../shell/api/model-cards'
import { ErrorText } from '../shell/error-text'
import { inTurn } from '../shell/in-turn'
import { Failure } from '../ui/failure'
import { Field, Input } from '../ui/field'
import { Skeleton } from '../ui/skeleton'
import { ToastService } from '../ui/toast-service'

/** What holds for everybody here: the models of the code actions, and whether contents are kept. */
@Component({
  selector: 'llv-server-settings',
  imports: [Failure, Field, Input, Skeleton],
  templateUrl: './server-settings.html',
})
export class ServerSettings {
  readonly #api = inject(ApiClient)
  readonly #toasts = inject(ToastService)
  protected readonly errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  protected readonly settings = resource({
    loader: async ({ abortSignal }) =>
      unwrap(await this.#api.get<SettingsObject>('/api/settings', { signal: abortSignal })),
  })
  /** So that every undo knows what was before its own change. */
  readonly #inTurn = inTurn()
  readonly #models = modelCards().all
  protected readonly tiers = computed(() => [
    { id: 'small' as const, label: this.t('settings.tier.small') },
    { id: 'balanced' as const, label: this.t('settings.tier.balanced') },
    { id: 'large' as const, label: this.t('settings.tier.large') },
  ])

  protected modelNames(chosen: string | null): readonly string[] {
    return chatCards(this.#models(), chosen).map(({ id }) => id)
  }

  protected async chooseModel(tier: ModelTier, field: HTMLSelectElement): Promise<void> {
    const name = field.value === '' ? null : field.value
    const isSaved = await this.#save({ default_models: { [tier]: name } })
    if (!isSaved) field.value = this.#known()?.default_models[tier].chosen ?? ''
  }

  protected async keepContent(field: HTMLInputElement): Promise<void> {
    const isSaved = await this.#save({ stores_content: field.checked })
    if (!isSaved) field.checked = this.#known()?.stores_content === true
  }

  #save(change: UpdateSettingsBody): Promise<boolean> {
    return this.#inTurn(async () => {
      const undo = this.#undo(this.#known(), change)
      const isSaved = await this.#patch(change)
      if (isSaved) this.#toasts.done(this.t('settings.saved'), undo)
      return isSaved
    })
  }

  async #patch(change: UpdateSettingsBody): Promise<boolean> {
    const result = await this.#api.patch<SettingsObject>('/api/settings', change)
    if (result.ok) this.settings.set(result.value)
    else this.#toasts.failed(this.errorText.of(result.error))
    return result.ok
  }

  #known(): SettingsObject | null {
    return this.settings.hasValue() ? this.settings.value() : null
  }

  /** Takes back this change alone. */
  #undo(before: SettingsObject | null, { default_models: models }: UpdateSettingsBody) {
    if (before === null) return undefined
    const { default_models: former } = before
    const tiers = Object.keys(models ?? {}) as ModelTier[]
    const change: UpdateSettingsBody =
      models === undefined
        ? { stores_content: before.is_stores_content_chosen ? before.stores_content : null }
        : { default_models: Object.fromEntries(tiers.map((tier) => [tier, former[tier].chosen])) }
    return {
      label: this.t('settings.undo'),
      run: () => void this.#inTurn(() => this.#patch(change)),
    }
  }
}
