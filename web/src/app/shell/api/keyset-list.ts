import { computed, resource, type Signal, signal } from '@angular/core'
import type { Page } from '@llavero/protocol/control/page.ts'
import { type ApiError, type ApiResult, unwrap } from './api-client'

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
  /** Why the last further page did not come; what is shown already stays. */
  readonly moreError: Signal<ApiError | null>
  reload(): void
  more(): Promise<void>
}

/**
 * A list that the server gives in pages, newest first: loads the first one, appends further ones on demand, and begins
 * anew when the filter changes. Create it in a field of a component, and show it in `llv-list-frame`: `keysetList(() => this.filter(), (filter, before, signal) => …)`.
 */
export function keysetList<Item, Filter>(
  filter: () => Filter,
  load: PageLoader<Item, Filter>,
): KeysetList<Item> {
  const further = signal<readonly Page<Item>[]>([])
  const isLoadingMore = signal(false)
  const moreError = signal<ApiError | null>(null)
  let askingMore = new AbortController()
  const first = resource({
    params: () => ({ filter: filter() }),
    loader: async ({ params, abortSignal }) => {
      askingMore.abort()
      further.set([])
      isLoadingMore.set(false)
      moreError.set(null)
      return unwrap(await load(params.filter, null, abortSignal))
    },
  })
  const pages = computed(() => (first.hasValue() ? [first.value(), ...further()] : []))
  const last = computed(() => pages().at(-1))

  return {
    rows: computed(() => pages().flatMap(({ data }) => data)),
    hasMore: computed(() => last()?.has_more === true),
    isLoading: first.isLoading,
    isLoadingMore: isLoadingMore.asReadonly(),
    error: first.error,
    moreError: moreError.asReadonly(),
    reload: () => first.reload(),
    async more(): Promise<void> {
      const next = last()?.next ?? null
      if (next === null || isLoadingMore()) return
      askingMore = new AbortController()
      const { signal: asking } = askingMore
      isLoadingMore.set(true)
      moreError.set(null)
      const result = await load(filter(), next, asking)
      // The list has begun anew on the way: these rows belong to one that is gone.
      if (asking.aborted) return
      isLoadingMore.set(false)
      if (result.ok) further.update((known) => [...known, result.value])
      else moreError.set(result.error)
    },
  }
}
