import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core'
import { FormsModule } from '@angular/forms'
import type { CreatedKeyObject, KeyObject } from '@llavero/protocol/control/keys.ts'
import { injectTranslate } from '../language/language'
import { ApiClient, type ApiError } from '../shell/api/api-client'
import { modelCards } from '../shell/api/model-cards'
import { ErrorText } from '../shell/error-text'
import { oneAtATime } from '../shell/one-at-a-time'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Enter } from '../ui/enter'
import { Field, Input } from '../ui/field'
import { draftOf, type KeyDraft, patchOf } from './key-draft'

/** Makes a key or changes one: its name, what it may call, and what it may cost. */
@Component({
  selector: 'llv-key-form',
  imports: [Button, Dialog, Enter, Field, FormsModule, Input],
  templateUrl: './key-form.html',
})
export class KeyForm {
  /** Null for a new key. */
  readonly edited = input<KeyObject | null>(null)
  readonly saved = output<KeyObject | CreatedKeyObject>()
  readonly closed = output()

  readonly #api = inject(ApiClient)
  readonly #errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  protected readonly draft = linkedSignal(() => draftOf(this.edited()))
  protected readonly error = signal<ApiError | null>(null)
  readonly #saving = oneAtATime()
  readonly isBusy = this.#saving.isBusy
  protected readonly title = computed(() => {
    const key = this.edited()
    return key === null ? this.t('keys.create') : this.t('keys.editNamed', { name: key.name })
  })

  readonly #models = modelCards().all
  /** Offered beside the field; any other name or pattern may be typed. */
  protected readonly modelNames = computed(() => this.#models().map(({ id }) => id))

  protected change(change: Partial<KeyDraft>): void {
    this.draft.update((draft) => ({ ...draft, ...change }))
  }

  /** What is wrong with one field, as the server says it. */
  protected faultOf(...params: readonly string[]): string | null {
    const error = this.error()
    const isOfField = params.some((param) => error?.param?.startsWith(param) === true)
    return error !== null && isOfField ? this.#errorText.of(error) : null
  }

  /** What is wrong, where no field is named. */
  protected readonly otherFault = computed(() => {
    const error = this.error()
    return error !== null && error.param === null ? this.#errorText.of(error) : null
  })

  protected async save(): Promise<void> {
    if (this.draft().name.trim() === '') return
    const result = await this.#saving.run(() => this.#store())
    if (result === null) return
    if (result.ok) this.saved.emit(result.value)
    else this.error.set(result.error)
  }

  #store() {
    const key = this.edited()
    const body = patchOf(this.draft())
    return key === null
      ? this.#api.post<CreatedKeyObject>('/api/keys', body)
      : this.#api.patch<KeyObject>(`/api/keys/${key.id}`, body)
  }
}
