import type { ForStatement, Identifier, Node, Statement, SwitchCase } from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { endOf, nodesIn, startOf } from '../syntax/walk.ts'
import { canComplete, isFunction, isNamed, propertyName } from '../syntax/nodes.ts'
import { isKnownArray } from '../syntax/inference.ts'
import { insertAt, removeStatement, replaceNode } from '../rewrite.ts'
import type { BugFinding } from './reasons.ts'

/** Counting to `<= list.length`, or down from it, touches one element too many. */
export function* offByOne(file: SourceFile): Generator<BugFinding> {
  for (const loop of file.all('ForStatement')) {
    const counter = counterOf(loop)
    const { test } = loop
    if (!counter || test?.type !== 'BinaryExpression' || !isNamed(test.left, counter.name)) continue
    if (test.operator === '<=' && propertyName(test.right) === 'length') {
      const list = file.textOf(test.right).slice(0, -'.length'.length)
      if (!readsElement(file, loop, `${list}[${counter.name}]`)) continue
      const text = `${counter.name} < ${file.textOf(test.right)}`
      yield { rule: 'off-by-one', at: test, edits: [replaceNode(test, text)], words: { list } }
    }
    if (test.operator === '>=' && propertyName(counter.init) === 'length') {
      const list = file.textOf(counter.init).slice(0, -'.length'.length)
      if (!readsElement(file, loop, `${list}[${counter.name}]`)) continue
      const edits = [insertAt(endOf(counter.init), ' - 1')]
      yield { rule: 'off-by-one', at: counter.init, edits, words: { list } }
    }
  }
}

function counterOf(loop: ForStatement): { name: string; init: Node } | undefined {
  if (loop.init?.type !== 'VariableDeclaration') return undefined
  const [first] = loop.init.declarations
  return first?.id.type === 'Identifier' && first.init
    ? { name: first.id.name, init: first.init }
    : undefined
}

function readsElement(file: SourceFile, loop: ForStatement, element: string): boolean {
  for (const node of nodesIn(loop.body)) {
    if (node.type === 'MemberExpression' && file.textOf(node) === element) return true
  }
  return false
}

/** `i < n` with `i--` runs (almost) for ever. */
export function* loopDirection(file: SourceFile): Generator<BugFinding> {
  for (const loop of file.all('ForStatement')) {
    const { test, update } = loop
    if (test?.type !== 'BinaryExpression' || update?.type !== 'UpdateExpression') continue
    const counter = counterOf(loop)
    if (!counter || !isNamed(test.left, counter.name) || !isNamed(update.argument, counter.name))
      continue
    if (counter.init.type !== 'NumericLiteral' && !test.operator.startsWith('>')) continue
    const right = test.operator.startsWith('<') ? '++' : test.operator.startsWith('>') ? '--' : ''
    if (!right || right === update.operator) continue
    yield {
      rule: 'loop-direction',
      at: update,
      edits: [replaceNode(update, `${counter.name}${right}`)],
      words: { test: file.textOf(test), written: file.textOf(update) },
    }
  }
}

/** All closures made in a loop over a `var` see its last value. */
export function* varInLoopClosure(file: SourceFile): Generator<BugFinding> {
  for (const loop of file.all('ForStatement', 'ForOfStatement', 'ForInStatement')) {
    const declaration = loop.type === 'ForStatement' ? loop.init : loop.left
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'var') continue
    const names = declaration.declarations.flatMap(({ id }) =>
      id.type === 'Identifier' ? [id] : [],
    )
    if (names.length !== declaration.declarations.length) continue
    if (!names.every((name) => staysInside(file, name, loop))) continue
    const captured = names.find((name) => isCaptured(file, name, loop))
    if (!captured) continue
    const start = startOf(declaration)
    yield {
      rule: 'var-in-loop-closure',
      at: declaration,
      edits: [{ start, end: start + 'var'.length, text: 'let' }],
      words: { name: captured.name },
    }
  }
}

function staysInside(file: SourceFile, name: Identifier, loop: Node): boolean {
  const binding = file.scopes.bindingOf(name)
  if (!binding || binding.declarations.length > 1) return false
  return binding.references.every((reference) => file.isInside(reference, loop))
}

function isCaptured(file: SourceFile, name: Identifier, loop: Node): boolean {
  const references = file.scopes.bindingOf(name)?.references ?? []
  return references.some((reference) => {
    for (let at = file.parentOf(reference); at && at !== loop; at = file.parentOf(at)) {
      if (isFunction(at)) return true
    }
    return false
  })
}

/** `for…in` over an array gives the positions, as text, and not the elements. */
export function* forInArray(file: SourceFile): Generator<BugFinding> {
  for (const loop of file.all('ForInStatement')) {
    if (!isKnownArray(file, loop.right) || loop.left.type !== 'VariableDeclaration') continue
    const id = loop.left.declarations[0]?.id
    if (id?.type !== 'Identifier') continue
    const references = file.scopes.bindingOf(id)?.references ?? []
    if (references.length === 0 || references.some((name) => isPosition(file.parentOf(name), name)))
      continue
    const at = file.code.indexOf(' in ', endOf(loop.left))
    yield {
      rule: 'for-in-array',
      at: loop,
      edits: [{ start: at + 1, end: at + 3, text: 'of' }],
      words: { name: id.name, list: file.textOf(loop.right) },
    }
  }
}

function isPosition(parent: Node | undefined, name: Node): boolean {
  if (!parent) return true
  if (parent.type === 'MemberExpression') return parent.computed && parent.property === name
  return parent.type === 'BinaryExpression' || parent.type === 'UnaryExpression'
}

/** A case that runs into the next one without a comment that says so. */
export function* missingBreak(file: SourceFile): Generator<BugFinding> {
  for (const statement of file.all('SwitchStatement')) {
    for (const [index, item] of statement.cases.entries()) {
      const next = statement.cases[index + 1]
      const last = item.consequent.at(-1)
      if (!next || !last || !fallsThrough(item) || isConditional(last)) continue
      const between = file.code.slice(startOf(last), startOf(next))
      if (/fall(s|ing)?[ -]?through|break/i.test(between)) continue
      const inner = last.type === 'BlockStatement' ? last.body.at(-1) : undefined
      const after = inner ?? last
      const onNewLine = file.lineOf(last) !== file.lineOf(item) || !!inner
      const gap = onNewLine ? `\n${file.indentOf(after)}` : ' '
      yield {
        rule: 'missing-break',
        at: after,
        edits: [insertAt(endOf(after), `${closing(file, after)}${gap}break${terminator(file)}`)],
        words: { label: item.test ? `case ${file.textOf(item.test)}` : 'default' },
      }
    }
  }
}

// `if (…) return` at the end of a case often means "else as below".
function isConditional(last: Statement): boolean {
  const end = last.type === 'BlockStatement' ? last.body.at(-1) : last
  return /^(If|Switch|Try)Statement$/.test(end?.type ?? '')
}

function closing(file: SourceFile, statement: Node): string {
  const needsEnd = /^(Expression|VariableDeclaration)/.test(statement.type)
  return needsEnd && terminator(file) === ';' && file.code[endOf(statement) - 1] !== ';' ? ';' : ''
}

function fallsThrough(item: SwitchCase): boolean {
  return item.consequent.every(canComplete)
}

/** `;` where the author writes them. */
export function terminator(file: SourceFile): string {
  return /;[ \t]*(\r?\n|$)/.test(file.code) || !/\n/.test(file.code.trim()) ? ';' : ''
}

/** Statements after `return` or `throw` never run. */
export function* unreachableCode(file: SourceFile): Generator<BugFinding> {
  for (const block of file.all('BlockStatement', 'Program', 'SwitchCase')) {
    const statements = block.type === 'SwitchCase' ? block.consequent : block.body
    const index = statements.findIndex((statement) => !canComplete(statement))
    const end = statements[index]
    if (!end || !/^(Return|Throw|Break|Continue)/.test(end.type)) continue
    const dead = statements.slice(index + 1).filter((statement) => !isHoisted(statement))
    const [first] = dead
    if (!first) continue
    if (isCutReturn(file, end, first)) {
      const edits = [{ start: startOf(end) + 'return'.length, end: startOf(first), text: ' ' }]
      yield { rule: 'return-on-own-line', at: end, edits }
      continue
    }
    if (dead.some((statement) => declaresVar(statement))) continue
    const edits = dead.map((statement) => removeStatement(file, statement))
    yield { rule: 'unreachable-code', at: first, edits, words: { line: file.lineOf(end) } }
  }
}

function isHoisted(statement: Statement): boolean {
  return /^(FunctionDeclaration|TS|Export|Import|EmptyStatement|ClassDeclaration)/.test(
    statement.type,
  )
}

function declaresVar(statement: Statement): boolean {
  for (const node of nodesIn(statement, (inner) => !isFunction(inner))) {
    if (node.type === 'VariableDeclaration' && node.kind === 'var') return true
  }
  return false
}

function isCutReturn(file: SourceFile, end: Statement, next: Statement): boolean {
  if (end.type !== 'ReturnStatement' || end.argument) return false
  if (file.textOf(end) !== 'return' || file.hasCommentIn(endOf(end), startOf(next))) return false
  const line = end.loc?.end.line
  if (next.loc?.start.line !== (line ?? 0) + 1) return false
  return next.type === 'ExpressionStatement' || isObjectLookalike(next)
}

// `{ name: value }` after the cut reads as a block with a label.
function isObjectLookalike(statement: Statement): boolean {
  return statement.type === 'BlockStatement' && statement.body[0]?.type === 'LabeledStatement'
}
