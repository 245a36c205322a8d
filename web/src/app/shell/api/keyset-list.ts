import { computed, resource, signal } from '@angular/core'
import type { Page } from '@llavero/protocol/control/page.ts'
import { type ApiResult, unwrap } from './api-client'

export type PageLoader<Item, Filter> = (
  filter: Filter,
  before: string | null,
  signal: AbortSignal,
) => Promise<ApiResult<Page<Item>>>

/**
 * A list that the server gives in pages, newest first: loads the first one, appends further ones on demand, and begins
 * anew when the filter changes. Create it in a field of a component: `keysetList(() => this.filter(), (filter, before, signal) => …)`.
 */
export function keysetList<Item, Filter>(filter: () => Filter, load: PageLoader<Item, Filter>) {
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
    /** Of the first page; show it with `llv-failure`. */
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
