import type { Identifier, JSXIdentifier, Node } from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { nodesIn, startOf } from '../syntax/walk.ts'
import { functionTypes, isFunction, isWrite, propertyName } from '../syntax/nodes.ts'
import { declaratorOf, initialValue } from '../syntax/inference.ts'
import { insertAt, removeStatement, replaceNode } from '../rewrite.ts'
import { globalNames, misspelledMembers } from './known-names.ts'
import { terminator } from './flow.ts'
import { slipsBetween } from './spelling.ts'
import type { BugFinding } from './reasons.ts'

/** A `const` that is given a second value throws when it gets there. */
export function* constReassigned(file: SourceFile): Generator<BugFinding> {
  for (const declaration of file.all('VariableDeclaration')) {
    if (declaration.kind !== 'const') continue
    const name = declaration.declarations
      .flatMap(({ id }) => (id.type === 'Identifier' ? [id] : []))
      .find((id) => {
        return file.scopes.bindingOf(id)?.isReassigned
      })
    if (!name) continue
    const start = startOf(declaration)
    yield {
      rule: 'const-reassigned',
      at: declaration,
      edits: [{ start, end: start + 'const'.length, text: 'let' }],
      words: { name: name.name },
    }
  }
}

/** A `const` or `let` cannot be read above its declaration. */
export function* useBeforeDefine(file: SourceFile): Generator<BugFinding> {
  for (const binding of file.scopes.bindings) {
    if (binding.kind !== 'const' && binding.kind !== 'let') continue
    const declarator = declaratorOf(file, binding)
    const declaration = declarator && file.parentOf(declarator)
    if (declaration?.type !== 'VariableDeclaration' || declaration.declarations.length !== 1)
      continue
    const [firstUse] = binding.references
    if (!firstUse || startOf(firstUse) >= startOf(declaration)) continue
    const early = statementBefore(file, declaration, firstUse)
    if (!early || !canMoveUp(file, declaration, early)) continue
    const gap = `\n${file.indentOf(early)}`
    yield {
      rule: 'use-before-define',
      at: firstUse,
      edits: [
        insertAt(startOf(early), `${file.textOf(declaration)}${gap}`),
        removeStatement(file, declaration),
      ],
      words: { name: binding.name, line: file.lineOf(declaration) },
    }
  }
}

// The statement of the same block in which the name is used; none when a function delays the use.
function statementBefore(file: SourceFile, declaration: Node, use: Node): Node | undefined {
  const block = file.parentOf(declaration)
  let statement: Node = use
  for (let at = file.parentOf(use); at !== block; at = file.parentOf(at)) {
    if (!at || isFunction(at) || at.type === 'ClassBody') return undefined
    statement = at
  }
  const isStatement = /Statement$|^VariableDeclaration$/.test(statement.type)
  return isStatement && block?.type !== 'SwitchCase' ? statement : undefined
}

function canMoveUp(file: SourceFile, declaration: Node, target: Node): boolean {
  for (const node of nodesIn(declaration)) {
    if (node.type === 'AwaitExpression' || node.type === 'YieldExpression') return false
    const binding = node.type === 'Identifier' ? file.scopes.bindingOf(node) : undefined
    if (!binding || binding.kind === 'function' || binding.kind === 'import') continue
    const declared = binding.declarations[0]
    if (!declared || file.isInside(declared, declaration)) continue
    if (startOf(declared) > startOf(target) || binding.isReassigned) return false
  }
  return true
}

/** A name that nothing declares and that is one slip away from one that is declared. */
export function* misspelledName(file: SourceFile): Generator<BugFinding> {
  const written = new Set(
    file.scopes.unresolved.filter((name) => isWrite(name, file)).map(({ name }) => name),
  )
  // Comparing every unknown name with every known one would be quadratic.
  if (file.scopes.unresolved.length * file.scopes.bindings.length > 400_000) return
  for (const name of file.scopes.unresolved) {
    if (globalNames.has(name.name) || written.has(name.name) || isGuarded(file, name)) continue
    const candidates = file.scopes.bindings.filter(
      (binding) =>
        isSlip(name.name, binding.name) && file.scopes.lookUp(binding.name, name) === binding,
    )
    const [meant, another] = candidates
    if (!meant || another) continue
    const start = startOf(name)
    yield {
      rule: 'misspelled-name',
      at: name,
      edits: [{ start, end: start + name.name.length, text: meant.name }],
      words: { written: name.name, meant: meant.name },
    }
  }
}

function isGuarded(file: SourceFile, name: Identifier | JSXIdentifier): boolean {
  const parent = file.parentOf(name)
  return parent?.type === 'UnaryExpression' && parent.operator === 'typeof'
}

// `item` and `items`, `a1` and `a2`, `bar` and `car` are different names, not slips.
function isSlip(written: string, meant: string): boolean {
  if (written.toLowerCase() === meant.toLowerCase()) return written.length >= 3
  if (Math.min(written.length, meant.length) < 4 || written[0] !== meant[0]) return false
  if (`${written}s` === meant || `${meant}s` === written) return false
  if (written.replace(/\d+/g, '') === meant.replace(/\d+/g, '')) return false
  const mostSlips = Math.min(written.length, meant.length) >= 7 ? 2 : 1
  return slipsBetween(written, meant, mostSlips) <= mostSlips
}

/** `list.lenght`, `consol.log`: well-known names that were mistyped. */
export function* misspelledMember(file: SourceFile): Generator<BugFinding> {
  const declared = declaredProperties(file)
  for (const node of file.all('MemberExpression')) {
    const name = propertyName(node)
    const meant = name === undefined ? undefined : misspelledMembers.get(name)
    if (!name || !meant || declared.has(name)) continue
    yield {
      rule: 'misspelled-member',
      at: node.property,
      edits: [replaceNode(node.property, meant)],
      words: { written: name, meant },
    }
  }
  for (const name of file.scopes.unresolved) {
    const meant = misspelledMembers.get(`${name.name}.`)
    if (!meant) continue
    yield {
      rule: 'misspelled-member',
      at: name,
      edits: [replaceNode(name, meant)],
      words: { written: name.name, meant },
    }
  }
}

function declaredProperties(file: SourceFile): Set<string> {
  const keyed = [
    'ObjectProperty',
    'ObjectMethod',
    'ClassMethod',
    'ClassProperty',
    'TSPropertySignature',
  ] as const
  const keys = file.all(...keyed).map(({ key }) => key)
  return new Set(keys.flatMap((key) => (key.type === 'Identifier' ? [key.name] : [])))
}

const changingMethods = ['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill']

/** `options = defaults` hands out the one shared object; changing it changes the default. */
export function* sharedDefaultMutated(file: SourceFile): Generator<BugFinding> {
  for (const pattern of file.all('AssignmentPattern')) {
    const { left, right } = pattern
    if (left.type !== 'Identifier' || right.type !== 'Identifier') continue
    const parent = file.parentOf(pattern)
    const shared = initialValue(file, right)
    const isArray = shared?.type === 'ArrayExpression'
    if (!isFunction(parent) || (!isArray && shared?.type !== 'ObjectExpression')) continue
    const binding = file.scopes.bindingOf(left)
    if (!binding?.references.some((name) => isMutated(file, name))) continue
    const copy = isArray ? `[...${right.name}]` : `{ ...${right.name} }`
    yield {
      rule: 'shared-default-mutated',
      at: pattern,
      edits: [replaceNode(right, copy)],
      words: { name: left.name, shared: right.name },
    }
  }
}

function isMutated(file: SourceFile, name: Node): boolean {
  const member = file.parentOf(name)
  if (member?.type !== 'MemberExpression' || member.object !== name) return false
  if (isWrite(member, file)) return true
  const call = file.parentOf(member)
  const isCalled = call?.type === 'CallExpression' && call.callee === member
  return isCalled && changingMethods.includes(propertyName(member) ?? '')
}

/** `name = name` does nothing; in a constructor `this.name = name` is meant. */
export function* selfAssignment(file: SourceFile): Generator<BugFinding> {
  for (const statement of file.all('ExpressionStatement')) {
    const { expression } = statement
    if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') continue
    const { left, right } = expression
    const text = file.textOf(left)
    if (text !== file.textOf(right) || !/^[\w$.]+$/.test(text)) continue
    const parent = file.parentOf(statement)
    if (parent?.type !== 'BlockStatement' && parent?.type !== 'Program') continue
    const binding = file.scopes.bindingOf(left)
    const method = file.around(statement, ...functionTypes)
    const property = text.replace(/^this\./, '')
    const isField = binding?.kind === 'parameter' && isMeantAsField(file, method, text)
    const isParameter = text.startsWith('this.') && isParameterNamed(file, property, statement)
    const edit = isField
      ? replaceNode(left, `this.${text}`)
      : isParameter
        ? replaceNode(right, property)
        : removeStatement(file, statement)
    const rule = isField || isParameter ? 'self-assignment-of-field' : 'self-assignment'
    yield { rule, at: statement, edits: [edit], words: { name: text, field: `this.${property}` } }
  }
}

// A constructor takes values for its fields; another method only where the class has such a field.
function isMeantAsField(file: SourceFile, method: Node | undefined, name: string): boolean {
  if (method?.type !== 'ClassMethod' || method.static) return false
  if (method.kind === 'constructor') return true
  const fields = file
    .all('MemberExpression')
    .filter(({ object }) => object.type === 'ThisExpression')
  const body = file.around(method, 'ClassBody')
  return fields.some((field) => body && file.isInside(field, body) && propertyName(field) === name)
}

function isParameterNamed(file: SourceFile, name: string, at: Node): boolean {
  return file.scopes.lookUp(name, at)?.kind === 'parameter'
}

/** A derived class has no `this` before `super()`. */
export function* missingSuper(file: SourceFile): Generator<BugFinding> {
  for (const method of file.all('ClassMethod')) {
    if (method.kind !== 'constructor') continue
    const parent = file.around(method, 'ClassDeclaration', 'ClassExpression')
    if (!parent?.superClass || parent.superClass.type === 'NullLiteral') continue
    const own = [...nodesIn(method.body, (node) => node.type !== 'ClassBody')]
    if (own.some((node) => node.type === 'Super')) continue
    if (!own.some((node) => node.type === 'ThisExpression')) continue
    const [first] = method.body.body
    if (!first) continue
    const gap = file.lineOf(first) === file.lineOf(method) ? ' ' : `\n${file.indentOf(first)}`
    yield {
      rule: 'missing-super',
      at: method,
      edits: [insertAt(startOf(first), `super()${terminator(file)}${gap}`)],
      words: { parent: file.textOf(parent.superClass) },
    }
  }
}
