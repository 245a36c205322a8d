import { type Exchange, mediaTypeOf, parseEvents } from '../exchange.ts'
import { mergeShapes, type Shape, shapeDifferences, shapeOf } from './shape.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** An empty page has no ids; most recorded pages have some. */
const emptyPage: Shape = new Map([
  ['<list>.first_id', new Set(['null'])],
  ['<list>.last_id', new Set(['null'])],
])

/**
 * What recorded answers look like, taken together: those of one operation, and whatever says what it is
 * by all operations that answer with it.
 */
export class KnownShapes {
  readonly #operations = new Map<string, Shape>()
  readonly #objects: Shape = new Map(emptyPage)

  add(exchange: Exchange): void {
    for (const [kind, shape] of shapesOf(exchange)) {
      mergeShapes(this.#of(exchange, kind), shape)
      mergeShapes(this.#objects, new Map([...shape].filter(([path]) => path.startsWith('<'))))
    }
  }

  of(exchange: Exchange, kind: string): Shape {
    const known: Shape = new Map()
    mergeShapes(known, this.#objects)
    mergeShapes(known, this.#of(exchange, kind))
    return known
  }

  #of(exchange: Exchange, kind: string): Shape {
    const key = `${operationOf(exchange)} ${kind}`
    const known = this.#operations.get(key) ?? new Map<string, Set<string>>()
    this.#operations.set(key, known)
    return known
  }
}

/** Where our answer is another than the recorded one; empty when the client would not notice. */
export function differencesOf(recorded: Exchange, ours: Exchange, known: KnownShapes): string[] {
  if (ours.status !== recorded.status) {
    return [`status ${ours.status} instead of ${recorded.status}: ${ours.text.slice(0, 160)}`]
  }
  if (recorded.status >= 400) return errorDifferences(recorded, ours)
  if (mediaTypeOf(recorded) !== mediaTypeOf(ours)) {
    return [`a body of ${mediaTypeOf(ours)} instead of ${mediaTypeOf(recorded)}`]
  }
  // Of some answers the recording kept the status and the headers only.
  if (recorded.text === '') return []
  const order = orderDifferences(recorded, ours)
  if (order.length > 0) return order
  const recordedShapes = shapesOf(recorded)
  const differences = [...shapesOf(ours)].flatMap(([kind, shape]) =>
    shapeDifferences(recordedShapes.get(kind) ?? new Map(), shape, known.of(recorded, kind)),
  )
  return [...new Set(differences)]
}

/** A path with its ids taken out, so that all calls of one operation have one name. */
function operationOf({ method, path }: Exchange): string {
  return `${method} ${path.replaceAll(/\/[^/]*[-_][^/]*\d[^/]*/g, '/{id}')}`
}

function errorDifferences(recorded: Exchange, ours: Exchange): string[] {
  const expected = errorOf(recorded)
  const found = errorOf(ours)
  if (expected === null) return []
  if (found === null) return ['an error without its four keys']
  return ['type', 'param', 'code']
    .filter((key) => found[key] !== expected[key])
    .map((key) => `${key} is ${String(found[key])} instead of ${String(expected[key])}`)
}

/** Null where there is no body, or one without the four keys. */
function errorOf({ text }: Exchange): JsonObject | null {
  if (text === '') return null
  const { error } = JSON.parse(text) as { readonly error?: JsonObject }
  const isWhole = error && ['message', 'type', 'param', 'code'].every((key) => key in error)
  return isWhole === true ? error : null
}

/** The kinds of events, in order, repetitions taken together. */
function orderDifferences(recorded: Exchange, ours: Exchange): string[] {
  if (mediaTypeOf(recorded) !== 'text/event-stream') return []
  const [expected, found] = [recorded, ours].map(({ text }) =>
    parseEvents(text)
      .map(({ data }) => kindOf(data))
      .filter((kind, index, all) => kind !== all[index - 1])
      .join(' > '),
  )
  return expected === found ? [] : [`events ${found} instead of ${expected}`]
}

/** What an event is: its type, or for a chunk of a completion what it brings. */
function kindOf(data: string): string {
  if (data === '[DONE]') return data
  const { type, object, choices } = JSON.parse(data) as {
    readonly type?: string
    readonly object?: string
    readonly choices?: readonly { readonly finish_reason: string | null }[]
  }
  if (type !== undefined) return type
  if (choices?.length === 0) return `${object} usage`
  const isEnd = choices?.some(({ finish_reason }) => (finish_reason ?? null) !== null)
  return isEnd === true ? `${object} end` : String(object)
}

function shapesOf(exchange: Exchange): Map<string, Shape> {
  switch (mediaTypeOf(exchange)) {
    case 'application/json':
      return new Map([['body', shapeOf(exchange.text === '' ? null : JSON.parse(exchange.text))]])
    case 'text/event-stream':
      return shapesOfEvents(exchange.text)
    default:
      return new Map()
  }
}

function shapesOfEvents(text: string): Map<string, Shape> {
  const shapes = new Map<string, Shape>()
  for (const { data } of parseEvents(text)) {
    if (data === '[DONE]') continue
    const kind = kindOf(data)
    const shape = shapes.get(kind) ?? new Map<string, Set<string>>()
    mergeShapes(shape, shapeOf(JSON.parse(data)))
    shapes.set(kind, shape)
  }
  return shapes
}
