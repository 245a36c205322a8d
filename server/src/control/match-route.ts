import type { ControlRoute } from './route.ts'

export interface RouteMatch {
  readonly route: ControlRoute
  /** The values of the path's `:names`, decoded. */
  readonly params: Readonly<Record<string, string>>
}

/** Finds the route of a path where no HTTP library does; a literal path goes before a `:name`. */
export function matchRoute(
  routes: readonly ControlRoute[],
  method: string,
  path: string,
): RouteMatch | null {
  const matches = routes.flatMap((route) => {
    const params = route.method === method ? matchPath(route.path, path) : null
    return params ? [{ route, params }] : []
  })
  return matches.find(({ params }) => Object.keys(params).length === 0) ?? matches[0] ?? null
}

function matchPath(pattern: string, path: string): Record<string, string> | null {
  const names = pattern.split('/')
  const values = path.split('/')
  if (names.length !== values.length) return null
  const params: Record<string, string> = {}
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? ''
    if (name.startsWith(':') && value !== '') params[name.slice(1)] = decodeURIComponent(value)
    else if (name !== value) return null
  }
  return params
}
