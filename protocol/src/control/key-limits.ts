import * as z from 'zod'

/** One limit of a key in the window that it was last used in, as the ledger keeps it. */
export const keyLimitObject = z
  .object({
    object: z.literal('key_limit'),
    unit: z.enum(['requests', 'tokens', 'usd']),
    window: z.enum(['minute', 'day', 'month', 'total']),
    window_start: z.number().nullable().describe('Null for `total`, which never began.'),
    limit: z.number(),
    used: z.number().describe('By calls that have ended.'),
    set_aside: z
      .number()
      .describe(
        'What the servers hold for calls that run or may come; free again when they give it back.',
      ),
  })
  .readonly()
  .meta({ id: 'KeyLimit' })
export type KeyLimitObject = z.output<typeof keyLimitObject>
