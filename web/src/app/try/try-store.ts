import { computed, inject, Injectable, resource, signal } from '@angular/core'
import type { ModelCardObject, ModelTrade } from '@llavero/protocol/control/models.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import { ApiClient, unwrap } from '../shell/api/api-client'

/** What the tabs share: the models, and the sound that one has made and another may listen to. */
@Injectable()
export class TryStore {
  readonly #api = inject(ApiClient)
  readonly #models = resource({
    loader: async ({ abortSignal: signal }) =>
      unwrap(await this.#api.get<Page<ModelCardObject>>('/api/models', { signal })),
  })
  readonly models = computed(() => (this.#models.hasValue() ? this.#models.value().data : []))
  readonly tab = signal<string | undefined>('images')
  /** Made in «Speech». */
  readonly speech = signal<File | null>(null)

  modelsOf(trade: ModelTrade): readonly ModelCardObject[] {
    return this.models().filter((card) => card.trade === trade)
  }
}
