import { computed, inject, Injectable, resource } from '@angular/core'
import type { KeyObject } from '@llavero/protocol/control/keys.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import { ApiClient, unwrap } from '../api/api-client'

/** How the keys are called, for screens that show what was done with them. Made anew with each screen. */
@Injectable()
export class KeyNames {
  readonly #api = inject(ApiClient)
  readonly #keys = resource({
    loader: async ({ abortSignal }) =>
      unwrap(
        await this.#api.get<Page<KeyObject>>('/api/keys', {
          query: { limit: 200 },
          signal: abortSignal,
        }),
      ),
  })

  readonly list = computed(() => (this.#keys.hasValue() ? this.#keys.value().data : []))
  readonly #names = computed(() => new Map(this.list().map(({ id, name }) => [id, name])))

  /** The id itself where the name is not known. */
  of(id: string): string {
    return this.#names().get(id) ?? id
  }
}
