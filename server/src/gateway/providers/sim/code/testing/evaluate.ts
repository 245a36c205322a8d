import type { Expression, Node, Statement } from '@babel/types'
import { type FunctionNode, isFunction, ownNodes } from '../syntax/nodes.ts'
import type { SourceFile } from '../syntax/source-file.ts'
import { nodesIn } from '../syntax/walk.ts'
import { ExpressionEvaluator, isExpression } from './evaluate-expression.ts'
import { Closure, Environment, frozen, NotCertain, type Value } from './values.ts'

/** What a call does, as far as it can be told without running anybody's code. */
export type Foretold =
  | { readonly kind: 'returns'; readonly value: Value }
  | { readonly kind: 'throws'; readonly error: string; readonly message: string }
  | { readonly kind: 'unknown' }

const deepestCall = 50

/**
 * Works out a call of a pure function by reading it: numbers, texts, lists, plain objects and the
 * functions of the snippet. Whatever else it does makes the outcome unknown.
 */
export function foretell(file: SourceFile, item: FunctionNode, args: readonly Value[]): Foretold {
  try {
    const evaluator = new Evaluator(file)
    return { kind: 'returns', value: evaluator.call(new Closure(item, evaluator.globals), args) }
  } catch (error) {
    if (error instanceof Raised) return { kind: 'throws', error: error.error, message: error.text }
    if (isUncertain(error)) return { kind: 'unknown' }
    throw error
  }
}

// A RangeError is a stack that was too small, a TypeError the attempt to change what is frozen.
function isUncertain(error: unknown): boolean {
  return error instanceof NotCertain || error instanceof RangeError || error instanceof TypeError
}

function isFixed(init: Expression): boolean {
  return ![...ownNodes(init)].some((node) => /^(New|Call|OptionalCall)Expression$/.test(node.type))
}

/** An error that the snippet itself throws. */
class Raised extends Error {
  readonly error: string
  readonly text: string

  constructor(error: string, text: string) {
    super(text)
    this.error = error
    this.text = text
  }
}

/** How a statement ended. */
type Completion =
  | { readonly kind: 'next' | 'break' | 'continue' }
  | { readonly kind: 'return'; readonly value: Value }

const next: Completion = { kind: 'next' }

class Evaluator {
  readonly globals = new Environment(null)
  readonly #expressions: ExpressionEvaluator
  #depth = 0

  constructor(file: SourceFile) {
    this.#expressions = new ExpressionEvaluator(file, (callee, args) => this.call(callee, args))
    this.#hoist(file.program.body, this.globals)
    for (const statement of file.program.body) this.#defineConstant(statement)
  }

  call(callee: Closure, args: readonly Value[]): Value {
    const { node } = callee
    if (node.generator || this.#depth >= deepestCall) throw new NotCertain('call')
    const environment = new Environment(callee.environment)
    for (const [index, parameter] of node.params.entries()) {
      if (parameter.type === 'RestElement')
        this.#bind(parameter.argument, args.slice(index), environment)
      else this.#bind(parameter, args[index], environment)
    }
    this.#depth += 1
    try {
      if (node.body.type !== 'BlockStatement')
        return this.#expressions.value(node.body, environment)
      const completion = this.#runAll(node.body.body, environment)
      return completion.kind === 'return' ? completion.value : undefined
    } finally {
      this.#depth -= 1
    }
  }

  // Only what is the same at each call. It is frozen: what a function changes in the module depends on
  // the calls before, and the attempt makes the outcome unknown.
  #defineConstant(statement: Statement): void {
    const inner = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (inner?.type !== 'VariableDeclaration' || inner.kind !== 'const') return
    for (const { id, init } of inner.declarations) {
      if (id.type !== 'Identifier' || !init || !isFixed(init)) continue
      try {
        this.globals.declare(id.name, frozen(this.#expressions.value(init, this.globals)))
      } catch (error) {
        if (!(error instanceof NotCertain) && !(error instanceof Raised)) throw error
      }
    }
  }

  #hoist(statements: readonly Statement[], environment: Environment): void {
    for (const statement of statements) {
      const inner =
        statement.type.startsWith('Export') && 'declaration' in statement
          ? statement.declaration
          : statement
      if (inner?.type !== 'FunctionDeclaration' || !inner.id) continue
      environment.declare(inner.id.name, new Closure(inner, environment))
    }
  }

  #runAll(statements: readonly Statement[], environment: Environment): Completion {
    this.#hoist(statements, environment)
    for (const statement of statements) {
      const completion = this.#run(statement, environment)
      if (completion.kind !== 'next') return completion
    }
    return next
  }

  #run(statement: Statement, environment: Environment): Completion {
    this.#expressions.step()
    switch (statement.type) {
      case 'BlockStatement':
        return this.#runAll(statement.body, new Environment(environment))
      case 'ExpressionStatement':
        this.#expressions.value(statement.expression, environment)
        return next
      case 'VariableDeclaration':
        for (const { id, init } of statement.declarations) {
          this.#bind(id, init ? this.#expressions.value(init, environment) : undefined, environment)
        }
        return next
      case 'ReturnStatement':
        return {
          kind: 'return',
          value: statement.argument
            ? this.#expressions.value(statement.argument, environment)
            : undefined,
        }
      case 'IfStatement':
        if (this.#expressions.value(statement.test, environment))
          return this.#run(statement.consequent, environment)
        return statement.alternate ? this.#run(statement.alternate, environment) : next
      case 'ThrowStatement':
        throw this.#raised(statement.argument, environment)
      case 'BreakStatement':
      case 'ContinueStatement':
        if (statement.label) throw new NotCertain('label')
        return { kind: statement.type === 'BreakStatement' ? 'break' : 'continue' }
      case 'FunctionDeclaration':
      case 'EmptyStatement':
        return next
      default:
        return this.#runLoop(statement, environment)
    }
  }

  #runLoop(statement: Statement, outer: Environment): Completion {
    const environment = new Environment(outer)
    if (statement.type === 'ForOfStatement' && !statement.await) {
      const list = this.#expressions.value(statement.right, environment)
      const items = typeof list === 'string' ? Array.from(list) : list
      if (!Array.isArray(items) || statement.left.type !== 'VariableDeclaration')
        throw new NotCertain('for')
      for (const item of items) {
        const round = new Environment(environment)
        this.#bind(statement.left.declarations[0]?.id, item, round)
        const completion = this.#run(statement.body, round)
        if (completion.kind === 'return') return completion
        if (completion.kind === 'break') break
      }
      return next
    }
    if (statement.type !== 'ForStatement' && statement.type !== 'WhileStatement')
      throw new NotCertain(statement.type)
    // Each round has a counter of its own, which only a function made in the loop could tell.
    if ([...nodesIn(statement)].some(isFunction)) throw new NotCertain('closure in a loop')
    const init = statement.type === 'ForStatement' ? statement.init : null
    if (init?.type === 'VariableDeclaration') this.#run(init, environment)
    else if (init) this.#expressions.value(init, environment)
    while (!statement.test || this.#expressions.value(statement.test, environment)) {
      const completion = this.#run(statement.body, environment)
      if (completion.kind === 'return') return completion
      if (completion.kind === 'break') break
      if (statement.type === 'ForStatement' && statement.update)
        this.#expressions.value(statement.update, environment)
    }
    return next
  }

  #raised(thrown: Expression, environment: Environment): Error {
    if (thrown.type !== 'NewExpression' || thrown.callee.type !== 'Identifier')
      return new NotCertain('throw')
    const { name } = thrown.callee
    if (!/^(Error|TypeError|RangeError|SyntaxError)$/.test(name)) return new NotCertain('throw')
    const [first] = thrown.arguments
    const text = first && isExpression(first) ? this.#expressions.value(first, environment) : ''
    return typeof text === 'string' ? new Raised(name, text) : new NotCertain('throw')
  }

  #bind(pattern: Node | undefined, value: Value, environment: Environment): void {
    switch (pattern?.type) {
      case 'Identifier':
        return environment.declare(pattern.name, value)
      case 'AssignmentPattern':
        return this.#bind(
          pattern.left,
          value === undefined ? this.#expressions.value(pattern.right, environment) : value,
          environment,
        )
      case 'ArrayPattern':
        if (!Array.isArray(value)) throw new NotCertain('pattern')
        return pattern.elements.forEach((element, index) => {
          if (element?.type === 'RestElement')
            this.#bind(element.argument, value.slice(index), environment)
          else if (element) this.#bind(element, value[index], environment)
        })
      case 'ObjectPattern':
        return pattern.properties.forEach((property) => {
          if (property.type === 'RestElement' || property.computed) throw new NotCertain('pattern')
          if (property.key.type !== 'Identifier') throw new NotCertain('pattern')
          this.#bind(
            property.value,
            this.#expressions.property(value, property.key.name),
            environment,
          )
        })
      default:
        throw new NotCertain('pattern')
    }
  }
}
