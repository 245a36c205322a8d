import * as z from 'zod'
import { identifier, modelName } from './scalars.ts'

const targets = z
  .array(z.strictObject({ provider_id: identifier, model: modelName }))
  .min(1)
  .max(32)

/** `POST /api/routes`: a model name of ours and the targets that are tried for it, in order. */
export const createRouteBody = z.strictObject({ model: modelName, targets })
export type CreateRouteBody = z.output<typeof createRouteBody>

/** `PATCH /api/routes/{id}`: the new targets replace the old. */
export const updateRouteBody = z.strictObject({ targets })
export type UpdateRouteBody = z.output<typeof updateRouteBody>

export const routeObject = z
  .object({
    id: z.string(),
    object: z.literal('route'),
    model: z.string(),
    targets: z
      .array(z.object({ provider_id: z.string(), model: z.string() }).readonly())
      .readonly(),
    created_at: z.int(),
  })
  .readonly()
  .meta({ id: 'Route' })
export type RouteObject = z.output<typeof routeObject>
