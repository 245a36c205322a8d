import type { Page } from '@llavero/protocol/control/page.ts'

/** A list that is short by nature, told at once in the envelope that all lists have. */
export function wholeList<Item>(data: readonly Item[]): Page<Item> {
  return { object: 'list', data, has_more: false, next: null }
}
