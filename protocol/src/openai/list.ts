/** A page of a list. The ids are null where the page is empty. */
export interface ListObject<Item extends { readonly id: string }> {
  readonly object: 'list'
  readonly data: readonly Item[]
  readonly first_id: string | null
  readonly last_id: string | null
  readonly has_more: boolean
}

/** Makes a page of at most `limit` items out of one more, where there is one more. */
export function listObject<Item extends { readonly id: string }>(
  items: readonly Item[],
  limit: number,
): ListObject<Item> {
  const data = items.slice(0, limit)
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: items.length > limit,
  }
}
