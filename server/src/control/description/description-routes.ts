import { type ControlRoute, route } from '../route.ts'
import { describeApi, type OpenApiDocument } from './open-api.ts'
import { referencePage } from './reference-page.ts'

/** The API's description of itself. `allRoutes` is asked when somebody first reads it. */
export function descriptionRoutes(
  allRoutes: () => readonly ControlRoute[],
  version: string,
): ControlRoute[] {
  let document: OpenApiDocument | null = null
  const describe = () => (document ??= describeApi(allRoutes(), version))
  return [
    route({
      method: 'GET',
      path: '/api/openapi.json',
      access: 'setup',
      summary: 'This API in the form of OpenAPI 3.1.',
      handle: async () => ({ body: describe() }),
    }),
    route({
      method: 'GET',
      path: '/api/reference',
      access: 'setup',
      summary: 'This API as a page to read.',
      handle: async () => referencePage(describe()),
    }),
  ]
}
