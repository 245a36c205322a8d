/** Parameters that chat and legacy completions share. */
import * as z from 'zod'

export const penalty = z.number().min(-2).max(2)

/** Up to 64 bits wide, more than JavaScript tells apart: only that it is whole can be checked. */
export const seed = z.number().multipleOf(1)

export const stop = z.union([z.string(), z.array(z.string()).min(1).max(4)])

export const streamOptions = z.looseObject({
  include_usage: z.boolean().optional(),
  include_obfuscation: z.boolean().optional(),
})
