import * as z from 'zod'
import { identifier } from './scalars.ts'

/** One page of a list, newest first. `next` is what to send as `before` for the page after it. */
export interface Page<Item> {
  readonly object: 'list'
  readonly data: readonly Item[]
  readonly has_more: boolean
  readonly next: string | null
}

/** The answer of a list, in schema form. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z
    .object({
      object: z.literal('list'),
      data: z.array(item).readonly(),
      has_more: z.boolean(),
      next: z.string().nullable(),
    })
    .readonly()
}

/** What every list takes from its query string. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: identifier.optional(),
})
export type PageQuery = z.output<typeof pageQuery>

/** The answer to a removal. */
export const deleted = z
  .object({ id: z.string(), object: z.string(), deleted: z.literal(true) })
  .readonly()
  .meta({ id: 'Deleted' })
export type Deleted = z.output<typeof deleted>
