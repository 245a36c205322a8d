import { Component, inject, signal } from '@angular/core'
import { LucideDownload, LucideImage } from '@lucide/angular'
import { injectTranslate } from '../../language/language'
import { ApiClient, unwrap } from '../../shell/api/api-client'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Field, Input } from '../../ui/field'
import { untilSet } from '../../ui/until-set'
import { ModelChoice } from '../model-choice'
import { Outcome } from '../outcome'
import { Trial } from '../trial'
import { type Picture, pictureAfter } from './picture'

/** A prompt becomes pictures, shown as they come: first coarse, then finished. */
@Component({
  selector: 'llv-images-panel',
  imports: [Button, EmptyState, Field, Input, LucideDownload, ModelChoice, Outcome],
  providers: [Trial],
  templateUrl: './images-panel.html',
  host: { class: 'block' },
})
export class ImagesPanel {
  readonly #api = inject(ApiClient)
  protected readonly trial = inject(Trial)
  protected readonly t = injectTranslate()
  protected readonly icon = LucideImage.icon
  protected readonly sizes = ['1024x1024', '1536x1024', '1024x1536', '512x512', '256x256']
  protected readonly counts = [1, 2, 3, 4]

  /** An example in the reader's language, until something else is typed. */
  protected readonly prompt = untilSet(() => this.t('try.images.example'))
  protected readonly size = signal('1024x1024')
  protected readonly count = signal(1)
  protected readonly isTransparent = signal(false)
  protected readonly pictures = signal<readonly Picture[]>([])

  protected draw(): Promise<void> {
    return this.trial.run(async () => {
      this.pictures.set([])
      const body = {
        model: this.trial.model(),
        prompt: this.prompt(),
        size: this.size(),
        n: this.count(),
        background: this.isTransparent() ? 'transparent' : 'auto',
        stream: true,
        partial_images: 2,
      }
      const result = await this.#api.stream('/v1/images/generations', body, this.trial.options)
      for await (const data of unwrap(result)) {
        if (data !== '[DONE]') this.pictures.update((known) => pictureAfter(known, data))
      }
      return result.ok ? result.headers : new Headers()
    })
  }
}
