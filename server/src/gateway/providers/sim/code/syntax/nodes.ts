import type {
  ArrowFunctionExpression,
  ClassMethod,
  ClassPrivateMethod,
  Expression,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
  Node,
  ObjectMethod,
  Statement,
  SwitchStatement,
} from '@babel/types'
import type { SyntaxTree } from './syntax-tree.ts'
import { nodesIn } from './walk.ts'

export type FunctionNode =
  | FunctionDeclaration
  | FunctionExpression
  | ArrowFunctionExpression
  | ObjectMethod
  | ClassMethod
  | ClassPrivateMethod

export const functionTypes = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
] as const

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return !!node && (functionTypes as readonly Node['type'][]).includes(node.type)
}

export function isLoop(node: Node): boolean {
  return /^(For|While|DoWhile)\w*Statement$/.test(node.type)
}

/** All nodes of a function's own body: those of functions and classes inside it are not entered. */
export function* ownNodes(root: Node): Generator<Node, void> {
  yield* nodesIn(root, (node) => !isFunction(node) && node.type !== 'ClassBody')
}

/** The names that a pattern declares. */
export function namesIn(pattern: Node): Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern]
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'RestElement' ? property.argument : property.value),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []))
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    case 'TSParameterProperty':
      return namesIn(pattern.parameter)
    default:
      return []
  }
}

/** The name of a property that is read by a plain name, e.g. `length` of `list.length`. */
export function propertyName(node: Node | null | undefined): string | undefined {
  if (node?.type !== 'MemberExpression' && node?.type !== 'OptionalMemberExpression')
    return undefined
  return !node.computed && node.property.type === 'Identifier' ? node.property.name : undefined
}

/** What is called, e.g. `fetch` or `.map`: a method with a dot before it; empty when it has no name. */
export function calleeName(call: Node): string {
  if (call.type !== 'CallExpression' && call.type !== 'OptionalCallExpression') return ''
  if (call.callee.type === 'Identifier') return call.callee.name
  const method = propertyName(call.callee)
  return method ? `.${method}` : ''
}

export function isNamed(node: Node | null | undefined, name: string): boolean {
  return node?.type === 'Identifier' && node.name === name
}

/** Whether the author put the node into parentheses. */
export function isParenthesized(node: Node): boolean {
  return node.extra?.['parenthesized'] === true
}

/** A string that is fixed at writing time: a literal or a template without holes. */
function fixedString(node: Node | null | undefined): string | undefined {
  if (node?.type === 'StringLiteral') return node.value
  if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined
  return node.quasis[0]?.value.cooked ?? undefined
}

export function isLiteral(node: Node): boolean {
  const literalTypes = ['StringLiteral', 'NumericLiteral', 'BooleanLiteral', 'BigIntLiteral']
  if (node.type === 'UnaryExpression' && node.operator === '-') return isLiteral(node.argument)
  return literalTypes.includes(node.type) || fixedString(node) !== undefined
}

/** Whether evaluating the expression can neither do nor fail at anything. */
export function isPure(node: Node | null | undefined): boolean {
  if (!node) return true
  switch (node.type) {
    case 'Identifier':
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'BigIntLiteral':
    case 'RegExpLiteral':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return true
    case 'UnaryExpression':
      return node.operator !== 'delete' && isPure(node.argument)
    case 'ArrayExpression':
      return node.elements.every((element) => element?.type !== 'SpreadElement' && isPure(element))
    case 'ObjectExpression':
      return node.properties.every(
        (property) =>
          property.type === 'ObjectProperty' && !property.computed && isPure(property.value),
      )
    case 'TemplateLiteral':
      return node.expressions.length === 0
    default:
      return false
  }
}

/** Whether the end of the statement can be reached; when in doubt, yes. */
export function canComplete(statement: Statement | null | undefined): boolean {
  switch (statement?.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return false
    case 'BlockStatement':
      return statement.body.every(canComplete)
    case 'IfStatement':
      return (
        !statement.alternate ||
        canComplete(statement.consequent) ||
        canComplete(statement.alternate)
      )
    case 'TryStatement':
      if (statement.finalizer && !canComplete(statement.finalizer)) return false
      return (
        canComplete(statement.block) || (!!statement.handler && canComplete(statement.handler.body))
      )
    case 'SwitchStatement':
      return !isExhausted(statement)
    case 'WhileStatement':
      return !(isTrue(statement.test) && !breaksOut(statement.body))
    default:
      return true
  }
}

// Every value has a case, none of which lets the end be reached.
function isExhausted(statement: SwitchStatement): boolean {
  const last = statement.cases.at(-1)
  if (!last || breaksOut(statement) || last.consequent.every(canComplete)) return false
  return statement.cases.some(({ test }) => !test)
}

function isTrue(test: Expression): boolean {
  return test.type === 'BooleanLiteral' && test.value
}

function breaksOut(body: Statement): boolean {
  return [...ownNodes(body)].some((node) => node.type === 'BreakStatement')
}

/** Whether the name in this place is given a new value. */
export function isWrite(name: Node, file: SyntaxTree): boolean {
  let node = name
  for (let parent = file.parentOf(node); parent; parent = file.parentOf(node)) {
    if (parent.type === 'AssignmentExpression') return parent.left === node
    if (parent.type === 'UpdateExpression') return true
    if (parent.type === 'ForOfStatement' || parent.type === 'ForInStatement')
      return parent.left === node
    if (parent.type === 'AssignmentPattern' && parent.right === node) return false
    if (parent.type === 'ObjectProperty' && parent.value !== node) return false
    if (!/Pattern$|^RestElement$|^ObjectProperty$/.test(parent.type)) return false
    node = parent
  }
  return false
}
