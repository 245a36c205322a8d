import { computed, inject, Injectable, resource, signal } from '@angular/core'
import type { KeyObject } from '@llavero/protocol/control/keys.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import { ApiClient, unwrap } from '../api/api-client'

/** How the keys are called, for screens that show what was done with them. Made anew with each screen. */
@Injectable()
export class KeyNames {
  readonly #api = inject(ApiClient)
  readonly #list = signal<readonly KeyObject[]>([])
  readonly #names = computed(() => new Map(this.list().map(({ id, name }) => [id, name])))

  /** Every key, newest first; it grows as their pages come. */
  readonly list = this.#list.asReadonly()

  constructor() {
    resource({ loader: ({ abortSignal }) => this.#read(abortSignal) })
  }

  /** The id itself where the name is not known. */
  of(id: string): string {
    return this.#names().get(id) ?? id
  }

  async #read(signal: AbortSignal): Promise<void> {
    let before: string | null = null
    do {
      const query = { before, limit: mostKeysOfPage }
      const page: Page<KeyObject> = unwrap(await this.#api.get('/api/keys', { query, signal }))
      this.#list.update((list) => [...list, ...page.data])
      before = page.next
    } while (before !== null)
  }
}

/** The most that the server gives at once. */
const mostKeysOfPage = 200
