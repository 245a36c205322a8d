import type { Identifier, Node, VariableDeclaration } from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { endOf, startOf } from '../syntax/walk.ts'
import type { Binding } from '../syntax/scopes.ts'
import { functionTypes, isFunction, isLoop, isPure, propertyName } from '../syntax/nodes.ts'
import { removeStatement, replaceNode } from '../rewrite.ts'
import { unreachableCode } from '../fix/flow.ts'
import type { RefactorFinding } from './reasons.ts'

/** `var` and `let` as what they could be: `const`, or `let` where the value changes. */
export function* tighterDeclaration(file: SourceFile): Generator<RefactorFinding> {
  for (const declaration of file.all('VariableDeclaration')) {
    if (declaration.kind !== 'var' && declaration.kind !== 'let') continue
    const names = declaration.declarations.flatMap(({ id }) =>
      id.type === 'Identifier' ? [id] : [],
    )
    const [name] = names
    if (!name || names.length !== declaration.declarations.length) continue
    if (declaration.kind === 'var' && !names.every((id) => isBlockBound(file, id, declaration)))
      continue
    const isConstant = isNeverReassigned(file, declaration, names)
    if (declaration.kind === 'let' && !isConstant) continue
    const start = startOf(declaration)
    yield {
      rule: isConstant ? 'const-declaration' : 'let-declaration',
      at: declaration,
      edits: [{ start, end: start + declaration.kind.length, text: isConstant ? 'const' : 'let' }],
      words: { name: names.map((id) => id.name).join(', ') },
    }
  }
}

function isNeverReassigned(
  file: SourceFile,
  declaration: VariableDeclaration,
  names: readonly Identifier[],
): boolean {
  const parent = file.parentOf(declaration)
  const isHead = parent?.type === 'ForOfStatement' || parent?.type === 'ForInStatement'
  const hasValues = isHead || declaration.declarations.every(({ init }) => init)
  return hasValues && names.every((id) => file.scopes.bindingOf(id)?.isReassigned === false)
}

// Safe for a name that is declared once, used only inside of the block and after its declaration, and
// whose value does not live on from one round of a loop to the next.
function isBlockBound(
  file: SourceFile,
  name: Identifier,
  declaration: VariableDeclaration,
): boolean {
  const binding = file.scopes.bindingOf(name)
  const block = file.parentOf(declaration)
  if (!binding || binding.declarations.length > 1 || !block || block.type === 'SwitchCase')
    return false
  if (isRootOfScript(file, binding) && file.code.includes('window.')) return false
  const owner = file.around(name, ...functionTypes)
  const isInLoop = insideLoop(file, declaration)
  return binding.references.every((use) => {
    if (!file.isInside(use, block) || startOf(use) < startOf(declaration)) return false
    const isDelayed = file.around(use, ...functionTypes) !== owner
    return !(isInLoop && isDelayed)
  })
}

function isRootOfScript(file: SourceFile, binding: Binding): boolean {
  return binding.scope === file.scopes.root && file.program.sourceType === 'script'
}

function insideLoop(file: SourceFile, node: Node): boolean {
  for (let at = file.parentOf(node); at && !isFunction(at); at = file.parentOf(at)) {
    if (isLoop(at)) return true
  }
  return false
}

/** A local name that nothing reads and whose value does nothing. */
export function* unusedVariable(file: SourceFile): Generator<RefactorFinding> {
  for (const binding of file.scopes.bindings) {
    if (binding.scope === file.scopes.root || binding.references.length > 0) continue
    const [name, another] = binding.declarations
    const parent = name && file.parentOf(name)
    if (!name || another || !parent) continue
    const statement = parent.type === 'VariableDeclarator' ? file.parentOf(parent) : parent
    const block = statement && file.parentOf(statement)
    const isOwn = block?.type === 'BlockStatement' || block?.type === 'SwitchCase'
    if (!statement || !isOwn || !isRemovable(parent, statement, name)) continue
    const edits = [removeStatement(file, statement)]
    yield { rule: 'unused-variable', at: statement, edits, words: { name: name.name } }
  }
}

function isRemovable(parent: Node, statement: Node, name: Identifier): boolean {
  if (parent.type === 'FunctionDeclaration') return parent.id === name
  if (statement.type !== 'VariableDeclaration' || parent.type !== 'VariableDeclarator') return false
  return parent.id === name && statement.declarations.length === 1 && isPure(parent.init)
}

/** Statements after `return` or `throw`. */
export function* deadCode(file: SourceFile): Generator<RefactorFinding> {
  for (const finding of unreachableCode(file)) {
    if (finding.rule !== 'unreachable-code') continue
    yield { ...finding, rule: 'dead-code' }
  }
}

/** `const a = o.a; const b = o.b` as `const { a, b } = o`. */
export function* destructuring(file: SourceFile): Generator<RefactorFinding> {
  for (const block of file.all('BlockStatement', 'Program')) {
    let run: Taken[] = []
    for (const statement of [...block.body, undefined]) {
      const taken = statement && takenProperty(file, statement)
      if (taken && (run.length === 0 || isSameSource(run[0], taken))) {
        run.push(taken)
        continue
      }
      if (run.length >= 2) yield joined(file, run)
      run = taken ? [taken] : []
    }
  }
}

interface Taken {
  readonly statement: VariableDeclaration
  readonly object: string
  readonly name: string
}

function isSameSource(first: Taken | undefined, next: Taken): boolean {
  return first?.object === next.object && first.statement.kind === next.statement.kind
}

function takenProperty(file: SourceFile, statement: Node): Taken | undefined {
  if (statement.type !== 'VariableDeclaration' || statement.kind === 'var') return undefined
  const [declarator, another] = statement.declarations
  const { id, init } = declarator ?? {}
  if (another || id?.type !== 'Identifier' || id.typeAnnotation) return undefined
  if (init?.type !== 'MemberExpression' || propertyName(init) !== id.name) return undefined
  const source = init.object
  if (source.type !== 'Identifier' && source.type !== 'ThisExpression') return undefined
  return { statement, object: file.textOf(source), name: id.name }
}

function joined(file: SourceFile, run: readonly Taken[]): RefactorFinding {
  const [first, ...rest] = run
  if (!first) throw new RangeError('a run has at least two statements')
  const names = run.map(({ name }) => name).join(', ')
  const end = file.textOf(first.statement).endsWith(';') ? ';' : ''
  const text = `${first.statement.kind} { ${names} } = ${first.object}${end}`
  return {
    rule: 'destructuring',
    at: first.statement,
    edits: [
      replaceNode(first.statement, text),
      ...rest.map(({ statement }) => removeStatement(file, statement)),
    ],
    words: { object: first.object },
  }
}

/** `{ name: name }` as `{ name }`. */
export function* objectShorthand(file: SourceFile): Generator<RefactorFinding> {
  for (const property of file.all('ObjectProperty')) {
    const { key, value } = property
    if (property.shorthand || property.computed || key.type !== 'Identifier') continue
    if (value.type !== 'Identifier' || value.name !== key.name || value.name === '__proto__')
      continue
    if (file.hasCommentIn(startOf(property), endOf(property)) || value.typeAnnotation) continue
    const edits = [replaceNode(property, key.name)]
    yield { rule: 'object-shorthand', at: property, edits, words: { name: key.name } }
  }
}
