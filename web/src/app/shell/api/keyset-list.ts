import { computed, type Signal, signal } from '@angular/core'
import type { Page } from '@llavero/protocol/control/page.ts'
import { type ApiError, type ApiResult, unwrap } from './api-client'
import { type KeptResource, keptResource } from './kept-resource'

export type PageLoader<Item, Filter> = (
  filter: Filter,
  before: string | null,
  signal: AbortSignal,
) => Promise<ApiResult<Page<Item>>>

export interface KeysetList<Item> {
  readonly rows: Signal<readonly Item[]>
  readonly hasMore: Signal<boolean>
  /** Of the first page, and of all that are shown when they are asked for again. */
  readonly isLoading: Signal<boolean>
  readonly isLoadingMore: Signal<boolean>
  /** Why that did not come; what is shown already stays. */
  readonly error: Signal<Error | undefined>
  /** Why the last further page did not come; what is shown already stays. */
  readonly moreError: Signal<ApiError | null>
  /** Reads what is shown anew, after something was changed. */
  reload(): void
  /** Reads what is shown again, unless that is under way. */
  refresh(): void
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
  const isLoadingMore = signal(false)
  const moreError = signal<ApiError | null>(null)
  let askingMore = new AbortController()
  const list: KeptResource<readonly Page<Item>[]> = keptResource(filter, async (asked, abort) => {
    if (list.value() === undefined) forgetMore()
    const pages: Page<Item>[] = []
    let before: string | null = null
    do {
      const page: Page<Item> = unwrap(await load(asked, before, abort))
      pages.push(page)
      before = page.next
    } while (before !== null && pages.length < (list.value()?.length ?? 1))
    return pages
  })
  const last = computed(() => list.value()?.at(-1))

  /** A further page that is on its way belongs to rows that are gone. */
  function forgetMore(): void {
    askingMore.abort()
    isLoadingMore.set(false)
    moreError.set(null)
  }

  async function more(): Promise<void> {
    const next = last()?.next ?? null
    if (next === null || isLoadingMore()) return
    askingMore = new AbortController()
    const { signal: asking } = askingMore
    isLoadingMore.set(true)
    moreError.set(null)
    const result = await load(filter(), next, asking)
    if (asking.aborted) return
    isLoadingMore.set(false)
    // The rows were read again on the way, and others follow them now.
    if (last()?.next !== next) return more()
    if (result.ok) list.update((pages) => [...pages, result.value])
    else moreError.set(result.error)
  }

  return {
    rows: computed(() => list.value()?.flatMap(({ data }) => data) ?? []),
    hasMore: computed(() => last()?.has_more === true),
    isLoading: list.isLoading,
    isLoadingMore: isLoadingMore.asReadonly(),
    error: list.error,
    moreError: moreError.asReadonly(),
    reload(): void {
      forgetMore()
      list.reload()
    },
    refresh: () => list.refresh(),
    more,
  }
}
