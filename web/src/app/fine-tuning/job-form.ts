import { Component, computed, inject, output, signal } from '@angular/core'
import type { FineTuningJobObject } from '@llavero/protocol/openai/fine-tuning.ts'
import { injectTranslate } from '../language/language'
import { ApiClient, type ApiError } from '../shell/api/api-client'
import { modelCards } from '../shell/api/model-cards'
import { ErrorText } from '../shell/error-text'
import { oneAtATime } from '../shell/one-at-a-time'
import { FileChoice } from '../shell/files/file-choice'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field, Input } from '../ui/field'
import { Provenance } from '../ui/provenance'
import { simulatorModel } from './simulated'

/** Makes a job of a file of conversations. */
@Component({
  selector: 'llv-job-form',
  imports: [Button, Dialog, Field, FileChoice, Input, Provenance],
  templateUrl: './job-form.html',
})
export class JobForm {
  readonly created = output<FineTuningJobObject>()
  readonly closed = output()

  readonly #api = inject(ApiClient)
  readonly #errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  readonly #cards = modelCards().all
  /** The simulator's, and whatever a provider may train: which of them it does, only it knows. */
  protected readonly providerModels = computed(() =>
    this.#cards().filter(
      (card) => card.trade === 'text' && !card.is_simulated && card.provider !== null,
    ),
  )
  protected readonly simulatorModel = simulatorModel
  protected readonly model = signal<string>(simulatorModel)
  protected readonly provider = computed(
    () => this.providerModels().find(({ id }) => id === this.model())?.provider ?? null,
  )
  protected readonly fileId = signal('')
  protected readonly suffix = signal('')
  /** As it is typed; empty leaves it to the server. */
  protected readonly epochs = signal('')
  readonly #creating = oneAtATime()
  readonly isBusy = this.#creating.isBusy
  protected readonly error = signal<ApiError | null>(null)

  /** What is wrong with one field, as the server says it; of null, what no field is named for. */
  protected faultOf(param: string | null): string | null {
    const error = this.error()
    if (error === null) return null
    const fields = ['model', 'training_file', 'suffix', 'n_epochs']
    const field = fields.find((name) => error.param?.includes(name) === true) ?? null
    return field === param ? this.#errorText.of(error) : null
  }

  protected async create(): Promise<void> {
    this.error.set(null)
    const epochs = this.epochs() === '' ? 'auto' : Number(this.epochs())
    const suffix = this.suffix().trim()
    const body = {
      model: this.model(),
      training_file: this.fileId(),
      ...(suffix !== '' && { suffix }),
      method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: epochs } } },
    }
    const result = await this.#creating.run(() =>
      this.#api.post<FineTuningJobObject>('/v1/fine_tuning/jobs', body),
    )
    if (result === null) return
    if (result.ok) this.created.emit(result.value)
    else this.error.set(result.error)
  }
}
