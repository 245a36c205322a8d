import { Component, computed, DestroyRef, effect, inject, signal } from '@angular/core'
import { LucideDownload, LucideVolume2 } from '@lucide/angular'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { ApiClient, unwrap } from '../../shell/api/api-client'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Field, Input } from '../../ui/field'
import { untilSet } from '../../ui/until-set'
import { ModelChoice } from '../model-choice'
import { Outcome } from '../outcome'
import { Trial } from '../trial'
import { TryStore } from '../try-store'

const voices = [
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'fable',
  'nova',
  'onyx',
  'sage',
  'shimmer',
  'verse',
  'marin',
  'cedar',
]

/** A text is spoken, and heard in the page. */
@Component({
  selector: 'llv-speech-panel',
  imports: [Button, EmptyState, Field, Input, LucideDownload, ModelChoice, Outcome],
  providers: [Trial],
  templateUrl: './speech-panel.html',
  host: { class: 'block' },
})
export class SpeechPanel {
  readonly #api = inject(ApiClient)
  readonly #store = inject(TryStore)
  protected readonly trial = inject(Trial)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideVolume2.icon
  protected readonly voices = voices

  protected readonly text = untilSet(() => this.t('try.speech.example'))
  protected readonly voice = signal('alloy')
  protected readonly speed = signal(1)
  /** A `blob:` address of what was spoken; given back when another one comes. */
  protected readonly address = signal<string | null>(null)
  protected readonly speedText = computed(() =>
    this.t('try.speech.speed', { speed: this.format.number(this.speed()) }),
  )

  constructor() {
    effect((onCleanup) => {
      const address = this.address()
      if (address !== null) onCleanup(() => URL.revokeObjectURL(address))
    })
    inject(DestroyRef).onDestroy(() => this.address.set(null))
  }

  protected speak(): Promise<void> {
    return this.trial.run(async () => {
      const body = {
        model: this.trial.model(),
        input: this.text(),
        voice: this.voice(),
        speed: this.speed(),
        response_format: 'wav',
      }
      const response = unwrap(
        await this.#api.open('POST', '/v1/audio/speech', body, this.trial.options),
      )
      const sound = new File([await response.blob()], 'speech.wav', { type: 'audio/wav' })
      this.#store.speech.set(sound)
      this.address.set(URL.createObjectURL(sound))
      return response.headers
    })
  }

  protected transcribe(): void {
    this.#store.tab.set('transcription')
  }
}
