import { Injectable, signal } from '@angular/core'
import type { ModelCardObject, ModelTrade } from '@llavero/protocol/control/models.ts'
import { modelCards } from '../shell/api/model-cards'

/** What the tabs share: the models, and the sound that one has made and another may listen to. */
@Injectable()
export class TryStore {
  readonly models = modelCards().all
  readonly tab = signal<string | undefined>('images')
  /** Made in «Speech». */
  readonly speech = signal<File | null>(null)

  modelsOf(trade: ModelTrade): readonly ModelCardObject[] {
    return this.models().filter((card) => card.trade === trade)
  }
}
