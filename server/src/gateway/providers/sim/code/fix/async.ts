import type {
  ArrowFunctionExpression,
  CallExpression,
  FunctionExpression,
  Node,
} from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { endOf, startOf } from '../syntax/walk.ts'
import {
  calleeName,
  functionTypes,
  isFunction,
  isNamed,
  isWrite,
  namesIn,
  ownNodes,
  propertyName,
} from '../syntax/nodes.ts'
import { declaratorOf, functionNamed, initialValue } from '../syntax/inference.ts'
import { insertAt, replaceNode, type Edit } from '../rewrite.ts'
import type { BugFinding } from './reasons.ts'

/** A promise that is used as if it were the value that it promises. */
export function* missingAwait(file: SourceFile): Generator<BugFinding> {
  for (const call of file.all('CallExpression')) {
    if (!isAsyncCall(file, call) || !canAwait(file, call)) continue
    const parent = file.parentOf(call)
    if (!parent || !(usesAsValue(parent, call) || isStoredAndUsedAsValue(file, call))) continue
    const isOperand = usesAsValue(parent, call) && /Member|Call|Tagged/.test(parent.type)
    const edits = isOperand
      ? [insertAt(startOf(call), '(await '), insertAt(endOf(call), ')')]
      : [insertAt(startOf(call), 'await ')]
    yield { rule: 'missing-await', at: call, edits, words: { call: calledText(file, call) } }
  }
}

/** Without `await` the `catch` around a call never sees the rejection. */
export function* unawaitedInTry(file: SourceFile): Generator<BugFinding> {
  for (const call of file.all('CallExpression')) {
    const parent = file.parentOf(call)
    const isReturned = parent?.type === 'ReturnStatement'
    if (!isReturned && parent?.type !== 'ExpressionStatement') continue
    if (!isAsyncCall(file, call) || !canAwait(file, call) || !isCaught(file, parent)) continue
    const edits = [insertAt(startOf(call), 'await ')]
    yield { rule: 'unawaited-in-try', at: call, edits, words: { call: calledText(file, call) } }
  }
}

function isCaught(file: SourceFile, statement: Node): boolean {
  let inner = statement
  for (let at = file.parentOf(inner); at && !isFunction(at); at = file.parentOf(at)) {
    if (at.type === 'TryStatement' && at.handler && at.block === inner) return true
    inner = at
  }
  return false
}

function calledText(file: SourceFile, call: CallExpression): string {
  return `${file.textOf(call.callee)}()`
}

function canAwait(file: SourceFile, node: Node): boolean {
  return file.around(node, ...functionTypes)?.async === true
}

const bodyReaders = ['json', 'text', 'blob', 'arrayBuffer', 'formData']

function isAsyncCall(file: SourceFile, call: CallExpression): boolean {
  const { callee } = call
  if (callee.type === 'Identifier') {
    if (callee.name === 'fetch' && !file.scopes.bindingOf(callee)) return true
    const called = functionNamed(file, callee)
    return called?.async === true && !called.generator
  }
  if (!bodyReaders.includes(propertyName(callee) ?? '') || callee.type !== 'MemberExpression')
    return false
  const response =
    callee.object.type === 'Identifier' ? initialValue(file, callee.object) : undefined
  const awaited = response?.type === 'AwaitExpression' ? response.argument : response
  return awaited?.type === 'CallExpression' && isNamed(awaited.callee, 'fetch')
}

const promiseMethods = ['then', 'catch', 'finally']

/** Whether this place needs the value and makes no sense with a promise. */
function usesAsValue(parent: Node, node: Node): boolean {
  switch (parent.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.object === node && !promiseMethods.includes(propertyName(parent) ?? '')
    case 'BinaryExpression':
      return parent.operator !== 'instanceof'
    case 'IfStatement':
    case 'WhileStatement':
    case 'ConditionalExpression':
      return parent.test === node
    case 'UnaryExpression':
      return parent.operator === '!'
    case 'ForOfStatement':
      return parent.right === node && !parent.await
    case 'TemplateLiteral':
    case 'SpreadElement':
      return true
    case 'VariableDeclarator':
      return parent.id.type === 'ObjectPattern' || parent.id.type === 'ArrayPattern'
    default:
      return false
  }
}

function isStoredAndUsedAsValue(file: SourceFile, call: CallExpression): boolean {
  const declarator = file.parentOf(call)
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return false
  const binding = file.scopes.bindingOf(declarator.id)
  if (!binding || !declaratorOf(file, binding)) return false
  const parents = binding.references.map((name) => ({ name, parent: file.parentOf(name) }))
  if (parents.some(({ parent, name }) => !parent || isPromiseUse(parent, name))) return false
  return parents.some(({ parent, name }) => {
    if (!parent) return false
    return usesAsValue(parent, name) || isReadAsBody(parent, file.parentOf(parent))
  })
}

function isReadAsBody(member: Node, call: Node | undefined): boolean {
  return bodyReaders.includes(propertyName(member) ?? '') && call?.type === 'CallExpression'
}

function isPromiseUse(parent: Node, name: Node): boolean {
  if (parent.type === 'AwaitExpression' || parent.type === 'ArrayExpression') return true
  if (parent.type === 'ReturnStatement' || parent.type === 'AssignmentExpression') return true
  if (isNamed(parent, 'Promise')) return true
  return propertyName(parent) !== undefined && !usesAsValue(parent, name)
}

/** `forEach` does not wait for an async callback; `for…of` does. */
export function* asyncForEach(file: SourceFile): Generator<BugFinding> {
  for (const statement of file.all('ExpressionStatement')) {
    const call = awaitedOf(statement.expression)
    if (call?.type !== 'CallExpression' || propertyName(call.callee) !== 'forEach') continue
    const [callback, extra] = call.arguments
    if (extra || !isPlainCallback(callback) || !callback.async) continue
    if (!canAwait(file, statement) && !isModuleLevel(file, statement)) continue
    const loop = loopInstead(file, call, callback)
    if (!loop) continue
    const list = call.callee.type === 'MemberExpression' ? file.textOf(call.callee.object) : ''
    const edit = replaceNode(statement, loop)
    yield { rule: 'async-for-each', at: statement, edits: [edit], words: { list } }
  }
}

function awaitedOf(node: Node): Node {
  return node.type === 'AwaitExpression' ? node.argument : node
}

function isPlainCallback(
  node: Node | undefined,
): node is ArrowFunctionExpression | FunctionExpression {
  if (node?.type !== 'ArrowFunctionExpression' && node?.type !== 'FunctionExpression') return false
  const [value, position, extra] = node.params
  const isSimple = value && value.type !== 'RestElement' && value.type !== 'AssignmentPattern'
  return Boolean(isSimple) && !extra && (!position || position.type === 'Identifier')
}

function isModuleLevel(file: SourceFile, node: Node): boolean {
  return !file.around(node, ...functionTypes) && file.program.sourceType === 'module'
}

function loopInstead(
  file: SourceFile,
  call: CallExpression,
  callback: ArrowFunctionExpression | FunctionExpression,
): string | undefined {
  if (call.callee.type !== 'MemberExpression') return undefined
  const own = [...ownNodes(callback.body)]
  const usesThis =
    callback.type === 'FunctionExpression' && own.some((node) => node.type === 'ThisExpression')
  if (usesThis || own.some((node) => node.type === 'ReturnStatement' && node.argument))
    return undefined
  const hasLoop = own.some((node) => /^(For|While|DoWhile|Switch)/.test(node.type))
  const returns = own.filter((node) => node.type === 'ReturnStatement')
  if (hasLoop && returns.length > 0) return undefined

  const names = callback.params.flatMap(namesIn)
  const isWritten = names.some((name) =>
    file.scopes.bindingOf(name)?.references.some((use) => isWrite(use, file)),
  )
  const [value, position] = callback.params.map((parameter) => file.textOf(parameter))
  const keyword = isWritten ? 'let' : 'const'
  const list = file.textOf(call.callee.object)
  const head = position
    ? `for (${keyword} [${position}, ${value}] of ${list}.entries())`
    : `for (${keyword} ${value} of ${list})`
  const body = withReplacements(
    file,
    callback.body,
    returns.map((node) => replaceNode(node, 'continue')),
  )
  return callback.body.type === 'BlockStatement' ? `${head} ${body}` : `${head} ${body};`
}

function withReplacements(file: SourceFile, node: Node, edits: readonly Edit[]): string {
  let text = file.textOf(node)
  for (const edit of edits.toSorted((a, b) => b.start - a.start)) {
    const from = edit.start - startOf(node)
    const isTerminated = file.code[edit.end - 1] === ';'
    text =
      text.slice(0, from) +
      edit.text +
      (isTerminated ? ';' : '') +
      text.slice(edit.end - startOf(node))
  }
  return text
}

const timers = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
]

/** `setTimeout(tick(), 1000)` calls at once and hands the result over. */
export function* timerCallsAtOnce(file: SourceFile): Generator<BugFinding> {
  for (const call of file.all('CallExpression')) {
    const [handler] = call.arguments
    if (!timers.includes(calleeName(call)) || handler?.type !== 'CallExpression') continue
    const called = functionNamed(file, handler.callee)
    if (!called || returnsFunction(called)) continue
    const text = file.textOf(handler)
    const passed = handler.arguments.length === 0 ? file.textOf(handler.callee) : `() => ${text}`
    yield {
      rule: 'timer-calls-at-once',
      at: handler,
      edits: [replaceNode(handler, passed)],
      words: { timer: calleeName(call), call: text },
    }
  }
}

function returnsFunction(node: Node): boolean {
  if (!isFunction(node)) return true
  if (node.body.type !== 'BlockStatement') return true
  return [...ownNodes(node.body)].some(
    (inner) => inner.type === 'ReturnStatement' && inner.argument,
  )
}

/** A method handed over by name loses its `this`. */
export function* unboundMethod(file: SourceFile): Generator<BugFinding> {
  for (const call of file.all('CallExpression')) {
    const [handler] = call.arguments
    if (!timers.includes(calleeName(call)) || handler?.type !== 'MemberExpression') continue
    const name = propertyName(handler)
    if (
      handler.object.type !== 'ThisExpression' ||
      !name ||
      !isThisUsingMethod(file, handler, name)
    )
      continue
    yield {
      rule: 'unbound-method',
      at: handler,
      edits: [replaceNode(handler, `() => this.${name}()`)],
      words: { method: `this.${name}` },
    }
  }
}

function isThisUsingMethod(file: SourceFile, at: Node, name: string): boolean {
  const body = file.around(at, 'ClassBody')
  const method = body?.body.find(
    (member) => member.type === 'ClassMethod' && isNamed(member.key, name),
  )
  if (method?.type !== 'ClassMethod') return false
  return [...ownNodes(method.body)].some((node) => node.type === 'ThisExpression')
}
