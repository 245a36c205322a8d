import type { BinaryExpression, Expression, Node } from '@babel/types'
import { isFunction, propertyName } from '../syntax/nodes.ts'
import type { SourceFile } from '../syntax/source-file.ts'
import { type Call, callGlobal, callMethod } from './methods.ts'
import { operate, operateUnary } from './operators.ts'
import {
  bounded,
  Closure,
  type Environment,
  isObject,
  isPrimitive,
  newObject,
  NotCertain,
  type Value,
} from './values.ts'

const mostSteps = 5_000

/** Works out expressions; throws NotCertain where the value cannot be told. */
export class ExpressionEvaluator {
  readonly #file: SourceFile
  readonly #call: Call
  #steps = 0

  constructor(file: SourceFile, call: Call) {
    this.#file = file
    this.#call = call
  }

  /** Counts one step of work; too many are not worth it. */
  step(): void {
    this.#steps += 1
    if (this.#steps > mostSteps) throw new NotCertain('too long')
  }

  value(node: Expression, environment: Environment): Value {
    this.step()
    switch (node.type) {
      case 'NumericLiteral':
      case 'StringLiteral':
      case 'BooleanLiteral':
        return node.value
      case 'NullLiteral':
        return null
      case 'Identifier':
        return this.#variable(node.name, environment)
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        return new Closure(node, environment)
      case 'AwaitExpression':
        return this.value(node.argument, environment)
      case 'ConditionalExpression':
        return this.value(
          this.value(node.test, environment) ? node.consequent : node.alternate,
          environment,
        )
      case 'UnaryExpression':
        if (node.operator === 'delete') throw new NotCertain('delete')
        return operateUnary(node.operator, this.value(node.argument, environment))
      case 'BinaryExpression':
        return this.#operated(node, environment)
      case 'LogicalExpression':
        return this.#logical(node, environment)
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
        return this.value(node.expression, environment)
      default:
        return this.#composed(node, environment)
    }
  }

  #composed(node: Expression, environment: Environment): Value {
    switch (node.type) {
      case 'TemplateLiteral':
        return this.#template(node, environment)
      case 'ArrayExpression':
        return bounded(this.#items(node.elements, environment))
      case 'ObjectExpression':
        return this.#object(node, environment)
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        return this.#member(node, environment)
      case 'CallExpression':
      case 'OptionalCallExpression':
        return this.#called(node, environment)
      case 'AssignmentExpression':
        return this.#assigned(node, environment)
      case 'UpdateExpression': {
        const before = this.value(node.argument, environment)
        if (typeof before !== 'number') throw new NotCertain('update')
        const after = node.operator === '++' ? before + 1 : before - 1
        this.#store(node.argument, after, environment)
        return node.prefix ? after : before
      }
      default:
        throw new NotCertain(node.type)
    }
  }

  #variable(name: string, environment: Environment): Value {
    const holder = environment.holderOf(name)
    if (holder) return holder.get(name)
    if (name === 'undefined') return undefined
    if (name === 'NaN') return Number.NaN
    if (name === 'Infinity') return Infinity
    throw new NotCertain(name)
  }

  #operated({ operator, left, right }: BinaryExpression, environment: Environment): Value {
    if (left.type === 'PrivateName') throw new NotCertain('private name')
    return operate(operator, this.value(left, environment), this.value(right, environment))
  }

  #logical(node: Expression & { type: 'LogicalExpression' }, environment: Environment): Value {
    const left = this.value(node.left, environment)
    const isDecided =
      node.operator === '&&'
        ? !left
        : node.operator === '||'
          ? Boolean(left)
          : left !== null && left !== undefined
    return isDecided ? left : this.value(node.right, environment)
  }

  #template(node: Expression & { type: 'TemplateLiteral' }, environment: Environment): Value {
    let text = ''
    for (const [index, quasi] of node.quasis.entries()) {
      text += quasi.value.cooked ?? ''
      const hole = node.expressions[index]
      if (!hole || !isExpression(hole)) continue
      const value = this.value(hole, environment)
      if (!isPrimitive(value)) throw new NotCertain('template')
      text += String(value)
    }
    return bounded(text)
  }

  #items(nodes: readonly (Node | null)[], environment: Environment): Value[] {
    return nodes.flatMap((node) => {
      if (node?.type === 'SpreadElement') {
        const list = this.value(node.argument, environment)
        if (typeof list === 'string') return Array.from(list)
        if (!Array.isArray(list)) throw new NotCertain('spread')
        return list
      }
      if (!node || !isExpression(node)) throw new NotCertain('hole')
      return [this.value(node, environment)]
    })
  }

  #object(node: Expression & { type: 'ObjectExpression' }, environment: Environment): Value {
    const object = newObject()
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        const spread = this.value(property.argument, environment)
        if (!isObject(spread)) throw new NotCertain('spread')
        Object.assign(object, spread)
        continue
      }
      if (property.type !== 'ObjectProperty' || !isExpression(property.value))
        throw new NotCertain('property')
      const { key } = property
      const isPlain = key.type === 'Identifier' && !property.computed
      const name = isPlain ? key.name : isExpression(key) ? this.value(key, environment) : undefined
      if (typeof name !== 'string' && typeof name !== 'number') throw new NotCertain('key')
      object[name] = this.value(property.value, environment)
    }
    return object
  }

  #member(
    node: Expression & { type: 'MemberExpression' | 'OptionalMemberExpression' },
    environment: Environment,
  ): Value {
    if (!isExpression(node.object)) throw new NotCertain('member')
    const target = this.value(node.object, environment)
    const isMissing = target === null || target === undefined
    if (isMissing && node.type === 'OptionalMemberExpression') return undefined
    return this.property(target, this.#key(node, environment))
  }

  #key(
    node: Expression & { type: 'MemberExpression' | 'OptionalMemberExpression' },
    environment: Environment,
  ): Value {
    const name = propertyName(node)
    if (name !== undefined) return name
    const { property } = node
    if (!isExpression(property)) throw new NotCertain('key')
    return this.value(property, environment)
  }

  /** Reads a property of plain data. */
  property(target: Value, key: Value): Value {
    if (typeof target === 'string' || Array.isArray(target)) {
      if (key === 'length') return target.length
      if (typeof key === 'number') return target[key]
    } else if (isObject(target) && (typeof key === 'string' || typeof key === 'number')) {
      // What every object inherits is not in ours.
      if (key in target || !(key in Object.prototype)) return target[key]
    }
    throw new NotCertain('property')
  }

  #called(
    node: Expression & { type: 'CallExpression' | 'OptionalCallExpression' },
    environment: Environment,
  ): Value {
    const { callee } = node
    const args = this.#items(node.arguments, environment)
    if (callee.type === 'Identifier') {
      if (this.#isGlobal(callee)) return callGlobal(callee.name, args)
      const closure = this.#variable(callee.name, environment)
      if (!(closure instanceof Closure)) throw new NotCertain('call')
      return this.#call(closure, args)
    }
    const method = propertyName(callee)
    if (callee.type !== 'MemberExpression' || method === undefined) throw new NotCertain('call')
    const { object } = callee
    if (this.#isGlobal(object)) return callGlobal(this.#file.textOf(callee), args)
    if (!isExpression(object)) throw new NotCertain('call')
    const target = this.value(object, environment)
    const own = isObject(target) ? target[method] : undefined
    return own instanceof Closure
      ? this.#call(own, args)
      : callMethod(target, method, args, this.#call)
  }

  #isGlobal(node: Node): boolean {
    return node.type === 'Identifier' && !this.#file.scopes.bindingOf(node)
  }

  #assigned(node: Expression & { type: 'AssignmentExpression' }, environment: Environment): Value {
    const isPlain = node.operator === '='
    const right = this.value(node.right, environment)
    if (isPlain) return this.#store(node.left, right, environment)
    if (!isExpression(node.left) || /^(&&|\|\||\?\?)=$/.test(node.operator))
      throw new NotCertain('assignment')
    const left = this.value(node.left, environment)
    return this.#store(node.left, operate(node.operator.slice(0, -1), left, right), environment)
  }

  #store(target: Node, value: Value, environment: Environment): Value {
    if (target.type === 'Identifier') {
      const holder = environment.holderOf(target.name)
      // A variable of the module may be another one by the time of the next test.
      if (!holder || holder.isOutermost) throw new NotCertain('assignment')
      holder.declare(target.name, value)
      return value
    }
    if (target.type !== 'MemberExpression' || !isExpression(target.object))
      throw new NotCertain('assignment')
    const object = this.value(target.object, environment)
    const key = this.#key(target, environment)
    if (Array.isArray(object) && typeof key === 'number' && key >= 0 && key <= object.length)
      object[key] = value
    else if (isObject(object) && typeof key === 'string' && key !== '__proto__') object[key] = value
    else throw new NotCertain('assignment')
    return value
  }
}

/** Whether the node is an expression, and not a pattern, a spread or a type. */
export function isExpression(node: Node): node is Expression {
  if (isFunction(node)) return node.type !== 'FunctionDeclaration'
  return /Expression$|Literal$|^Identifier$/.test(node.type)
}
