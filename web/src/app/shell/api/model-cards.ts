import { computed, inject, type Signal } from '@angular/core'
import type { ModelCardObject } from '@llavero/protocol/control/models.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import { ApiClient, unwrap } from './api-client'
import { keptResource } from './kept-resource'

export interface ModelCards {
  /** Empty until they are known, and where they could not be loaded. */
  readonly all: Signal<readonly ModelCardObject[]>
}

/** The models that can be called here. Create it in a field of a component or service. */
export function modelCards(): ModelCards {
  const api = inject(ApiClient)
  const loaded = keptResource(
    () => null,
    async (_all, signal) => unwrap(await api.get<Page<ModelCardObject>>('/api/models', { signal })),
  )
  return { all: computed(() => loaded.value()?.data ?? []) }
}

/** Those that answer chats, as far as anybody knows. What is chosen already stays, whatever it is made for. */
export function chatCards(
  cards: readonly ModelCardObject[],
  chosen: string | null,
): readonly ModelCardObject[] {
  return cards.filter(({ id, trade }) => trade === 'text' || id === chosen)
}
