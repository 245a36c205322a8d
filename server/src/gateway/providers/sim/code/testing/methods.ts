import {
  bounded,
  Closure,
  isObject,
  isPrimitive,
  newObject,
  NotCertain,
  type Value,
} from './values.ts'

/** Calls a function of the snippet. */
export type Call = (callee: Closure, args: readonly Value[]) => Value

const textMethods: ReadonlySet<string> = new Set([
  'at',
  'charAt',
  'charCodeAt',
  'concat',
  'endsWith',
  'includes',
  'indexOf',
  'lastIndexOf',
  'padEnd',
  'padStart',
  'repeat',
  'replace',
  'replaceAll',
  'slice',
  'split',
  'startsWith',
  'substring',
  'toLowerCase',
  'toString',
  'toUpperCase',
  'trim',
  'trimEnd',
  'trimStart',
])

const numberMethods: ReadonlySet<string> = new Set(['toFixed', 'toString'])

const listMethods: ReadonlySet<string> = new Set([
  'at',
  'concat',
  'includes',
  'indexOf',
  'join',
  'lastIndexOf',
  'pop',
  'push',
  'reverse',
  'shift',
  'slice',
  'toReversed',
  'unshift',
])

const mathMethods: ReadonlySet<string> = new Set([
  'abs',
  'ceil',
  'floor',
  'max',
  'min',
  'round',
  'sign',
  'sqrt',
  'trunc',
])

/** Calls a built-in method, of those whose result is certain. */
export function callMethod(
  target: Value,
  method: string,
  args: readonly Value[],
  call: Call,
): Value {
  if (typeof target === 'string' && textMethods.has(method)) {
    return applied(Reflect.get(String.prototype, method), target, small(args))
  }
  if (typeof target === 'number' && numberMethods.has(method)) {
    return applied(Reflect.get(Number.prototype, method), target, small(args))
  }
  if (!Array.isArray(target)) throw new NotCertain(method)
  const [first] = args
  if (first instanceof Closure)
    return callWithCallback(target, method, [first, ...args.slice(1)], call)
  const holdsObjects = [...target, ...args].some((item) => !isPrimitive(item))
  const isTextual = method === 'join' || method === 'includes' || method === 'indexOf'
  if (!listMethods.has(method) || (holdsObjects && isTextual)) throw new NotCertain(method)
  return applied(Reflect.get(Array.prototype, method), target, [...args])
}

function small(args: readonly Value[]): Value[] {
  const isSmall = args.every(
    (item) => isPrimitive(item) && !(typeof item === 'number' && item > 1_000),
  )
  if (!isSmall) throw new NotCertain('argument')
  return [...args]
}

function applied(method: unknown, target: Value, args: Value[]): Value {
  if (typeof method !== 'function') throw new NotCertain('method')
  try {
    return bounded(Reflect.apply(method, target, args) as Value)
  } catch {
    // A RangeError of `repeat(-1)` is certain too, but hardly what a test should promise.
    throw new NotCertain('method failed')
  }
}

function callWithCallback(
  list: Value[],
  method: string,
  [callback, ...rest]: readonly [Closure, ...Value[]],
  call: Call,
): Value {
  const on = (item: Value, index: number): Value => call(callback, [item, index, list])
  switch (method) {
    case 'map':
      return list.map(on)
    case 'filter':
      return list.filter((item, index) => Boolean(on(item, index)))
    case 'forEach':
      list.forEach(on)
      return undefined
    case 'some':
      return list.some((item, index) => Boolean(on(item, index)))
    case 'every':
      return list.every((item, index) => Boolean(on(item, index)))
    case 'find':
      return list.find((item, index) => Boolean(on(item, index)))
    case 'findIndex':
      return list.findIndex((item, index) => Boolean(on(item, index)))
    case 'flatMap':
      return bounded(list.flatMap((item, index) => on(item, index)))
    case 'reduce':
      if (list.length === 0 && rest.length === 0) throw new NotCertain('reduce of nothing')
      return reduced(list, callback, rest, call)
    case 'sort':
    case 'toSorted': {
      const sorted = list.toSorted((a, b) => Number(call(callback, [a, b])))
      return method === 'sort' ? (list.splice(0, list.length, ...sorted), list) : sorted
    }
    default:
      throw new NotCertain(method)
  }
}

function reduced(list: Value[], callback: Closure, rest: readonly Value[], call: Call): Value {
  const items = rest.length > 0 ? list : list.slice(1)
  const offset = list.length - items.length
  let result: Value = rest.length > 0 ? rest[0] : list[0]
  for (const [index, item] of items.entries())
    result = call(callback, [result, item, index + offset, list])
  return result
}

/** Calls a function that is there without being declared, such as `Math.max` or `Number`. */
export function callGlobal(name: string, args: readonly Value[]): Value {
  const [first] = args
  if (name.startsWith('Math.') && mathMethods.has(name.slice('Math.'.length))) {
    if (!args.every((item) => typeof item === 'number')) throw new NotCertain(name)
    return applied(Reflect.get(Math, name.slice('Math.'.length)), undefined, [...args])
  }
  if (isObject(first)) return callOnObject(name, first)
  switch (name) {
    case 'Array.isArray':
      return Array.isArray(first)
    case 'Number.isInteger':
      return Number.isInteger(first)
    case 'Number.isNaN':
      return Number.isNaN(first)
    case 'Number.isFinite':
      return Number.isFinite(first)
    default:
  }
  if (!isPrimitive(first)) throw new NotCertain(name)
  switch (name) {
    case 'Number':
      return Number(first)
    case 'String':
      return String(first)
    case 'Boolean':
      return Boolean(first)
    case 'isNaN':
      return Number.isNaN(Number(first))
    case 'parseInt':
    case 'Number.parseInt':
      return Number.parseInt(String(first), args[1] === undefined ? undefined : Number(args[1]))
    case 'parseFloat':
    case 'Number.parseFloat':
      return Number.parseFloat(String(first))
    default:
      throw new NotCertain(name)
  }
}

function callOnObject(name: string, object: Record<string, Value>): Value {
  switch (name) {
    case 'Object.keys':
      return Object.keys(object)
    case 'Object.values':
      return Object.values(object)
    case 'Object.entries':
      return Object.entries(object)
    case 'Object.assign':
      return Object.assign(newObject(), object)
    case 'Array.isArray':
      return false
    default:
      throw new NotCertain(name)
  }
}
