import * as z from 'zod'

const maxPairs = 16

/** Key-value pairs that a client may hang on an object. */
export const metadata = z
  .record(z.string().max(64), z.string().max(512, { abort: true }))
  .refine((pairs) => Object.keys(pairs).length <= maxPairs, {
    params: { code: 'object_above_max_properties' },
    error: ({ input }) =>
      `too many properties. Expected an object with at most ${maxPairs} properties, ` +
      `but got an object with ${Object.keys(input as object).length} properties instead.`,
  })
export type Metadata = z.output<typeof metadata>
