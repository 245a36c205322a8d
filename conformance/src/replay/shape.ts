/**
 * Which JSON types stand at which places of a body: `data[].id` → `string`. What says what it is has a
 * place of its own, wherever it stands: `<file>.id`.
 */
export type Shape = Map<string, Set<string>>

/** Below these, keys are the client's own. */
const freeKeys = new Set(['metadata'])

export function shapeOf(value: unknown): Shape {
  const shape: Shape = new Map()
  describe(value, '', shape)
  return shape
}

export function mergeShapes(into: Shape, other: Shape): void {
  for (const [path, types] of other) for (const type of types) note(into, path, type)
}

function describe(value: unknown, path: string, shape: Shape): void {
  if (Array.isArray(value)) {
    note(shape, path, 'array')
    for (const item of value) describe(item, `${path}[]`, shape)
  } else if (typeof value === 'object' && value !== null) {
    note(shape, path, 'object')
    if (freeKeys.has(path.split('.').at(-1) ?? '')) return
    const kind: unknown = Reflect.get(value, 'object')
    const place = typeof kind === 'string' ? `<${kind}>` : path
    note(shape, place, 'object')
    for (const [key, item] of Object.entries(value)) {
      describe(item, place === '' ? key : `${place}.${key}`, shape)
    }
  } else note(shape, path, value === null ? 'null' : typeof value)
}

function note(shape: Shape, path: string, type: string): void {
  const types = shape.get(path)
  if (types === undefined) shape.set(path, new Set([type]))
  else types.add(type)
}

/** The place that a place is in; null above the body, and above what says what it is. */
function parentOf(path: string): string | null {
  if (path === '' || /^<[^>]*>$/.test(path)) return null
  if (path.endsWith('[]')) return path.slice(0, -2)
  return path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : ''
}

/**
 * What our body lacks of the recorded one, what it has that no recorded answer of the operation has, and
 * where its types are none that a recorded answer has.
 */
export function shapeDifferences(recorded: Shape, ours: Shape, known: Shape): string[] {
  const missing = [...recorded.keys()]
    .filter((path) => !ours.has(path) && isExpected(path, ours))
    .map((path) => `lacks ${path}`)
  const extra = [...ours.keys()]
    .filter((path) => !known.has(path) && isKnown(parentOf(path), known))
    .map((path) => `has ${path}, which the service does not`)
  const types = [...ours]
    .filter(([path]) => known.has(path))
    .flatMap(([path, found]) =>
      [...found]
        .filter((type) => known.get(path)?.has(type) === false)
        .map((type) => `${path} is ${type}`),
    )
  return [...missing, ...extra, ...types]
}

function isKnown(place: string | null, known: Shape): boolean {
  return place === null || known.has(place)
}

/** A place can be expected only where ours has what it would be in: a null or an empty list has no places. */
function isExpected(path: string, ours: Shape): boolean {
  const parent = parentOf(path)
  // An object that says what it is stands in a list or a field, whose own types are compared.
  if (parent === null) return path === ''
  const types = ours.get(parent)
  if (types === undefined) return false
  return path.endsWith('[]') ? false : types.has('object')
}
