import * as z from 'zod'

/** The longest name that a route or a price can have. */
export const modelName = z.string().min(1).max(256)
