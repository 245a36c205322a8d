import type { OpenAI } from 'openai'

/** Watches which methods of the package's resources are called, so that none can be forgotten. */
export class CalledMethods {
  readonly #called = new Set<string>()

  /** The client, watched. */
  watch(client: OpenAI): OpenAI {
    return this.#watch(client, '')
  }

  has(method: string): boolean {
    return this.#called.has(method)
  }

  #watch<Part extends object>(part: Part, path: string): Part {
    return new Proxy(part, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target)
        if (typeof key !== 'string') return value
        const name = path === '' ? key : `${path}.${key}`
        if (isResource(value)) return this.#watch(value, name)
        if (typeof value !== 'function') return value
        this.#called.add(name)
        return value.bind(target) as unknown
      },
    })
  }
}

/** Every method of these resources of the package and of the resources below them, e.g. `files.create`. */
export function methodsOf(client: OpenAI, resources: readonly string[]): readonly string[] {
  return resources.flatMap((resource) => listMethods(Reflect.get(client, resource), resource))
}

function listMethods(part: unknown, path: string): string[] {
  if (!isResource(part)) return []
  const prototype = Object.getPrototypeOf(part) as object
  const own = Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor' && !name.startsWith('_'))
    .map((name) => `${path}.${name}`)
  const below = Object.entries(part)
    .filter(([name]) => !name.startsWith('_'))
    .flatMap(([name, value]) => listMethods(value, `${path}.${name}`))
  return [...own, ...below]
}

function isResource(value: unknown): value is object {
  return typeof value === 'object' && value !== null && '_client' in value
}
