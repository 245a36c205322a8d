import { computed, resource, type Signal, signal } from '@angular/core'
import type { Page } from '@llavero/protocol/control/page.ts'
import { type ApiResult, unwrap } from './api-client'

export type PageLoader<Item, Filter> = (
  filter: Filter,
  before: string | null,
  signal: AbortSignal,
) => Promise<ApiResult<Page<Item>>>

export interface KeysetList<Item> {
  readonly rows: Signal<readonly Item[]>
  readonly hasMore: Signal<boolean>
  /** Of the first page. */
  readonly isLoading: Signal<boolean>
  readonly isLoadingMore: Signal<boolean>
  /** Of the first page. */
  readonly error: Signal<Error | undefined>
  reload(): void
  more(): Promise<ApiResult<unknown> | null>
}

/**
 * A list that the server gives in pages, newest first: loads the first one, appends further ones on demand, and begins
 * anew when the filter changes. Create it in a field of a component, and show it in `llv-list-frame`: `keysetList(() => this.filter(), (filter, before, signal) => …)`.
 */
export function keysetList<Item, Filter>(
  filter: () => Filter,
  load: PageLoader<Item, Filter>,
): KeysetList<Item> {
  const first = resource({
    params: () => ({ filter: filter() }),
    loader: async ({ params, abortSignal }) => {
      further.set([])
      return unwrap(await load(params.filter, null, abortSignal))
    },
  })
  const further = signal<readonly Page<Item>[]>([])
  const isLoadingMore = signal(false)
  const pages = computed(() => (first.hasValue() ? [first.value(), ...further()] : []))
  const last = computed(() => pages().at(-1))

  return {
    rows: computed(() => pages().flatMap(({ data }) => data)),
    hasMore: computed(() => last()?.has_more === true),
    isLoading: first.isLoading,
    isLoadingMore: isLoadingMore.asReadonly(),
    error: first.error,
    reload: () => first.reload(),
    async more(): Promise<ApiResult<unknown> | null> {
      const next = last()?.next ?? null
      if (next === null || isLoadingMore()) return null
      isLoadingMore.set(true)
      const asked = first.value()
      const result = await load(filter(), next, new AbortController().signal)
      isLoadingMore.set(false)
      // The filter has changed on the way: these rows belong to a list that is gone.
      if (result.ok && first.value() === asked) further.update((known) => [...known, result.value])
      return result
    },
  }
}
