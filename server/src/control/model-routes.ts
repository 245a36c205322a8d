import { deleted, pageOf } from '@llavero/protocol/control/page.ts'
import {
  createRouteBody,
  updateRouteBody,
  routeObject as routeSchema,
} from '@llavero/protocol/control/routes.ts'
import type { RouteObject } from '@llavero/protocol/control/routes.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { Route, RouteTarget } from '../storage/routes.ts'
import { newId } from './new-id.ts'
import { notFound } from './not-found.ts'
import type { ControlParts } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'
import { toUnixSeconds } from './unix-seconds.ts'
import { wholeList } from './whole-list.ts'

const access = 'person'
const SIMULATOR_PREFIX = 'sim-'

/** Model names of ours and the targets that they lead to. */
export function modelRouteRoutes(parts: ControlParts): ControlRoute[] {
  const { routes } = parts.storage
  return [
    route({
      method: 'GET',
      path: '/api/routes',
      access,
      answer: pageOf(routeSchema),
      summary: 'All routes: model names of ours and where they lead.',
      handle: async () => ({ body: wholeList((await routes.list()).map(routeObject)) }),
    }),
    route({
      method: 'POST',
      path: '/api/routes',
      access,
      body: createRouteBody,
      answer: routeSchema,
      summary: 'Makes a route. Its targets are tried in order.',
      handle: async ({ body }) => ({
        status: 201,
        body: await createRoute(parts, body.model, body.targets),
      }),
    }),
    route({
      method: 'GET',
      path: '/api/routes/:id',
      access,
      answer: routeSchema,
      summary: 'One route.',
      handle: async ({ id }) => ({ body: await describe(parts, id) }),
    }),
    route({
      method: 'PATCH',
      path: '/api/routes/:id',
      access,
      body: updateRouteBody,
      answer: routeSchema,
      summary: 'Replaces the targets.',
      handle: async ({ id, body }) => {
        await requireProviders(parts, body.targets)
        if (!(await routes.replaceTargets(id, body.targets))) throw notFound('route', id)
        await parts.onChange()
        return { body: await describe(parts, id) }
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/routes/:id',
      access,
      answer: deleted,
      summary: 'Removes a route.',
      handle: async ({ id }) => {
        if (!(await routes.remove(id))) throw notFound('route', id)
        await parts.onChange()
        return { body: { id, object: 'route', deleted: true } }
      },
    }),
  ]
}

async function createRoute(
  parts: ControlParts,
  model: string,
  targets: readonly RouteTarget[],
): Promise<RouteObject> {
  if (model.startsWith(SIMULATOR_PREFIX)) {
    const message = `Names that begin with '${SIMULATOR_PREFIX}' belong to the simulator.`
    throw new GatewayError('invalid_value', message, { param: 'model' })
  }
  await requireProviders(parts, targets)
  const created: Route = { id: newId('route'), model, created_at: parts.now(), targets }
  if (!(await parts.storage.routes.insert(created))) {
    throw new GatewayError('conflict', 'This model has a route already.', { param: 'model' })
  }
  await parts.onChange()
  return routeObject(created)
}

async function describe({ storage }: ControlParts, id: string): Promise<RouteObject> {
  const found = await storage.routes.get(id)
  if (!found) throw notFound('route', id)
  return routeObject(found)
}

async function requireProviders(
  { storage }: ControlParts,
  targets: readonly RouteTarget[],
): Promise<void> {
  const known = new Set((await storage.providers.list()).map(({ id }) => id))
  const unknown = targets.findIndex(({ provider_id }) => !known.has(provider_id))
  if (unknown === -1) return
  throw new GatewayError('invalid_value', 'There is no such provider.', {
    param: `targets[${unknown}].provider_id`,
  })
}

function routeObject({ id, model, targets, created_at }: Route): RouteObject {
  return { id, object: 'route', model, targets, created_at: toUnixSeconds(created_at) }
}
