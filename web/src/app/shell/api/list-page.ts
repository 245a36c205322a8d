import { inject } from '@angular/core'
import type { Page } from '@llavero/protocol/control/page.ts'
import { ApiClient, type ApiResult, type CallOptions } from './api-client'
import { type KeysetList, keysetList } from './keyset-list'

/** Rows of one page of `listOfV1`. */
export const pageSize = 50

/** A list of `/v1`, which goes on `after` its last item. */
export interface ListAnswer<Item> {
  readonly data: readonly Item[]
  readonly has_more: boolean
}

/** A list of `/v1` that begins anew when the query changes. Create it in a field of a component, as a `keysetList`. */
export function listOfV1<Item extends { readonly id: string }>(
  path: string,
  query: () => CallOptions['query'] = () => ({}),
): KeysetList<Item> {
  const api = inject(ApiClient)
  return keysetList(query, (asked, after, signal) =>
    listPage(
      api.get<ListAnswer<Item>>(path, { query: { ...asked, after, limit: pageSize }, signal }),
    ),
  )
}

/** One page in the form of those of `/api`: `next` is what to send as `after`. */
async function listPage<Item extends { readonly id: string }>(
  answer: Promise<ApiResult<ListAnswer<Item>>>,
): Promise<ApiResult<Page<Item>>> {
  const result = await answer
  if (!result.ok) return result
  const { data, has_more } = result.value
  const next = has_more ? (data.at(-1)?.id ?? null) : null
  return { ...result, value: { object: 'list', data, has_more, next } }
}
