import type { FunctionNode } from '../syntax/nodes.ts'

/** A value of the evaluator: plain data, or a function of the snippet. */
export type Value = Primitive | Value[] | PlainObject | Closure

export type Primitive = number | string | boolean | null | undefined

/** Without a prototype, so that no name is there before the snippet puts it in. */
export interface PlainObject {
  [key: string]: Value
}

/** A function together with the variables around it. */
export class Closure {
  readonly node: FunctionNode
  readonly environment: Environment

  constructor(node: FunctionNode, environment: Environment) {
    this.node = node
    this.environment = environment
  }
}

/** The variables of one block while it runs. */
export class Environment {
  readonly #values = new Map<string, Value>()
  readonly #outer: Environment | null

  constructor(outer: Environment | null) {
    this.#outer = outer
  }

  /** Whether these are the variables of the module itself. */
  get isOutermost(): boolean {
    return this.#outer === null
  }

  declare(name: string, value: Value): void {
    this.#values.set(name, value)
  }

  /** The block that declares the name; null when none does. */
  holderOf(name: string): Environment | null {
    if (this.#values.has(name)) return this
    return this.#outer?.holderOf(name) ?? null
  }

  get(name: string): Value {
    return this.#values.get(name)
  }
}

/** Thrown where the snippet does something that cannot be foretold, or for too long. */
export class NotCertain extends Error {}

export function isObject(value: Value): value is PlainObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Closure)
  )
}

export function isPrimitive(value: Value): value is Primitive {
  return value === null || typeof value !== 'object'
}

export function newObject(): PlainObject {
  return Object.create(null) as PlainObject
}

const longestText = 10_000
const longestList = 1_000

/** The value, if it is small enough to go on with. */
export function bounded<Kept extends Value>(value: Kept): Kept {
  const isTooLong =
    typeof value === 'string'
      ? value.length > longestText
      : Array.isArray(value) && value.length > longestList
  if (isTooLong) throw new NotCertain('too large')
  return value
}

/** The value, unchangeable to its depth. */
export function frozen(value: Value): Value {
  if (isPrimitive(value) || value instanceof Closure) return value
  for (const item of Object.values(value)) frozen(item)
  Object.freeze(value)
  return value
}

/** A value that shares nothing with this one. */
export function copyOf(value: Value): Value {
  if (isPrimitive(value) || value instanceof Closure) return value
  if (Array.isArray(value)) return value.map(copyOf)
  const copy = newObject()
  for (const [key, item] of Object.entries(value)) copy[key] = copyOf(item)
  return copy
}

/** The value as source; undefined where no literal says it exactly. */
export function literalOf(value: Value, depth = 0): string | undefined {
  if (depth > 4 || value instanceof Closure) return undefined
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'string') return textLiteral(value)
  if (isPrimitive(value)) return String(value)
  if (Array.isArray(value)) {
    const items = value.map((item) => literalOf(item, depth + 1))
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`
  }
  const entries = Object.entries(value).map(([key, item]) => {
    const literal = literalOf(item, depth + 1)
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : textLiteral(key)
    return literal === undefined || key === '__proto__' ? undefined : `${name}: ${literal}`
  })
  if (entries.includes(undefined)) return undefined
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

export function textLiteral(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}
