import * as z from 'zod'
import { mapOf } from './map.ts'

/** Key-value pairs that a client may hang on an object. */
export const metadata = mapOf(z.string().max(512), { maxEntries: 16, maxKeyLength: 64 })
export type Metadata = z.output<typeof metadata>
