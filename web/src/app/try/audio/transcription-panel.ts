import { Component, inject, linkedSignal, signal } from '@angular/core'
import { LucideMic } from '@lucide/angular'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { ApiClient, ApiFailure } from '../../shell/api/api-client'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { EmptyState } from '../../ui/empty-state'
import { ModelChoice } from '../model-choice'
import { Outcome } from '../outcome'
import { Trial } from '../trial'
import { TryStore } from '../try-store'

/** A sound is written down: a file, or what was just spoken. */
@Component({
  selector: 'llv-transcription-panel',
  imports: [Button, CopyButton, EmptyState, ModelChoice, Outcome],
  providers: [Trial],
  templateUrl: './transcription-panel.html',
  host: { class: 'block' },
})
export class TranscriptionPanel {
  readonly #api = inject(ApiClient)
  readonly #store = inject(TryStore)
  protected readonly trial = inject(Trial)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideMic.icon

  /** What was spoken last, until another file is chosen. */
  protected readonly sound = linkedSignal(() => this.#store.speech())
  protected readonly text = signal<string | null>(null)

  protected choose({ files }: HTMLInputElement): void {
    const [file] = files ?? []
    if (file !== undefined) this.sound.set(file)
  }

  protected transcribe(): Promise<void> {
    const sound = this.sound()
    return this.trial.run(async () => {
      this.text.set(null)
      const form = new FormData()
      form.set('model', this.trial.model())
      if (sound !== null) form.set('file', sound)
      const path = '/v1/audio/transcriptions'
      const result = await this.#api.post<{ readonly text: string }>(path, form, this.trial.options)
      if (!result.ok) throw new ApiFailure(result.error)
      this.text.set(result.value.text)
      return result.headers
    })
  }
}
