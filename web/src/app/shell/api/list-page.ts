import type { Page } from '@llavero/protocol/control/page.ts'
import type { ApiResult } from './api-client'

/** A list of `/v1`, which goes on `after` its last item. */
export interface ListAnswer<Item> {
  readonly data: readonly Item[]
  readonly has_more: boolean
}

/** A list of `/v1` in the form of those of `/api`: what `keysetList` reads. `next` is what to send as `after`. */
export async function listPage<Item extends { readonly id: string }>(
  answer: Promise<ApiResult<ListAnswer<Item>>>,
): Promise<ApiResult<Page<Item>>> {
  const result = await answer
  if (!result.ok) return result
  const { data, has_more } = result.value
  const next = has_more ? (data.at(-1)?.id ?? null) : null
  return { ...result, value: { object: 'list', data, has_more, next } }
}
