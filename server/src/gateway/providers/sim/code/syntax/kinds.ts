import type { Expression, Node, TSType } from '@babel/types'
import type { SourceFile } from './source-file.ts'
import type { Binding } from './scopes.ts'
import { calleeName, type FunctionNode, isFunction, ownNodes, propertyName } from './nodes.ts'
import { initialValue } from './inference.ts'

/** What sort of value a name holds, as far as the code tells. */
export type Kind = 'number' | 'string' | 'boolean' | 'array' | 'function' | 'object' | 'unknown'

const stringMethods =
  /^(trim\w*|toUpperCase|toLowerCase|split|charAt|charCodeAt|padStart|padEnd|startsWith|endsWith|replace|replaceAll|substring|substr|repeat|match|localeCompare)$/

const arrayMethods =
  /^(map|filter|reduce|reduceRight|forEach|push|pop|shift|unshift|some|every|find|findIndex|flatMap|flat|sort|toSorted|join|splice|reverse|fill)$/

/** The kind of a parameter: by its annotation, else by its default value, else by its uses. */
export function kindOfParameter(file: SourceFile, binding: Binding): Kind {
  const name = binding.declarations[0]
  const annotation = name?.typeAnnotation
  if (annotation?.type === 'TSTypeAnnotation') return kindOfType(annotation.typeAnnotation)
  const pattern = name && file.parentOf(name)
  if (pattern?.type === 'AssignmentPattern' && pattern.left === name) {
    const kind = kindOfExpression(file, pattern.right)
    if (kind !== 'unknown') return kind
  }
  if (pattern?.type === 'RestElement') return 'array'
  if (isCountedThrough(file, binding)) return 'array'
  const kinds = binding.references.map((use) => kindByUse(file, use))
  return (
    kinds.find((kind) => kind !== 'unknown' && kind !== 'object') ??
    kinds.find((kind) => kind === 'object') ??
    'unknown'
  )
}

// `list.length` and `list[i]` together: texts are read this way as well, but more seldom.
function isCountedThrough(file: SourceFile, binding: Binding): boolean {
  const members = binding.references.map((use) => file.parentOf(use))
  const isIndexed = members.some((member) => member?.type === 'MemberExpression' && member.computed)
  return isIndexed && members.some((member) => propertyName(member) === 'length')
}

function kindOfType(type: TSType): Kind {
  switch (type.type) {
    case 'TSNumberKeyword':
      return 'number'
    case 'TSStringKeyword':
      return 'string'
    case 'TSBooleanKeyword':
      return 'boolean'
    case 'TSArrayType':
    case 'TSTupleType':
      return 'array'
    case 'TSFunctionType':
      return 'function'
    case 'TSTypeLiteral':
      return 'object'
    default:
      return 'unknown'
  }
}

function kindByUse(file: SourceFile, use: Node): Kind {
  const parent = file.parentOf(use)
  switch (parent?.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.object === use ? kindByMember(file, parent) : 'unknown'
    case 'BinaryExpression':
      return kindByOperator(file, parent, use)
    case 'AssignmentExpression':
      return /^(-|\*|\/|%|\*\*)=$/.test(parent.operator) ? 'number' : 'unknown'
    case 'UpdateExpression':
      return 'number'
    case 'UnaryExpression':
      return parent.operator === '-' ? 'number' : 'unknown'
    case 'CallExpression':
      return parent.callee === use ? 'function' : isMathCall(parent.callee) ? 'number' : 'unknown'
    case 'ForOfStatement':
      return parent.right === use ? 'array' : 'unknown'
    case 'SpreadElement':
      return file.parentOf(parent)?.type === 'ObjectExpression' ? 'object' : 'array'
    default:
      return 'unknown'
  }
}

function kindByMember(file: SourceFile, member: Node): Kind {
  const name = propertyName(member)
  if (!name || name === 'length' || name === 'includes' || name === 'indexOf' || name === 'slice')
    return 'unknown'
  if (name === 'toFixed') return 'number'
  const call = file.parentOf(member)
  const isCalled = call?.type === 'CallExpression' && call.callee === member
  if (isCalled && stringMethods.test(name)) return 'string'
  if (isCalled && arrayMethods.test(name)) return 'array'
  return isCalled ? 'unknown' : 'object'
}

function kindByOperator(
  file: SourceFile,
  parent: Node & { type: 'BinaryExpression' },
  use: Node,
): Kind {
  const { operator } = parent
  const other = parent.left === use ? parent.right : parent.left
  if (/^(-|\*|\/|%|\*\*|<<|>>|>>>|&|\||\^)$/.test(operator)) return 'number'
  const otherKind = kindOfLiteral(other)
  if (/^[<>]=?$/.test(operator))
    return otherKind === 'string' ? 'string' : otherKind === 'number' ? 'number' : 'unknown'
  if (/^[!=]==?$/.test(operator)) return otherKind
  if (operator !== '+') return 'unknown'
  return file.parentOf(parent)?.type === 'BinaryExpression' ? 'unknown' : otherKind
}

function kindOfLiteral(node: Node): Kind {
  if (node.type === 'NumericLiteral') return 'number'
  if (node.type === 'StringLiteral' || node.type === 'TemplateLiteral') return 'string'
  return node.type === 'BooleanLiteral' ? 'boolean' : 'unknown'
}

function isMathCall(callee: Node): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Math'
  )
}

/** The kind of an expression's value. */
export function kindOfExpression(file: SourceFile, node: Expression): Kind {
  switch (node.type) {
    case 'ArrayExpression':
      return 'array'
    case 'ObjectExpression':
      return 'object'
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return 'function'
    case 'UnaryExpression':
      return node.operator === '!'
        ? 'boolean'
        : node.operator === 'typeof'
          ? 'string'
          : /^[-+~]$/.test(node.operator)
            ? 'number'
            : 'unknown'
    case 'BinaryExpression':
      return kindOfOperation(file, node)
    case 'ConditionalExpression': {
      const kind = kindOfExpression(file, node.consequent)
      return kind === kindOfExpression(file, node.alternate) ? kind : 'unknown'
    }
    case 'CallExpression':
      return kindOfCall(node)
    case 'Identifier': {
      const value = initialValue(file, node)
      return value && value.type !== 'Identifier' ? kindOfExpression(file, value) : 'unknown'
    }
    default:
      return propertyName(node) === 'length' ? 'number' : kindOfLiteral(node)
  }
}

function kindOfOperation(file: SourceFile, node: Node & { type: 'BinaryExpression' }): Kind {
  if (/^([!=]==?|[<>]=?|in|instanceof)$/.test(node.operator)) return 'boolean'
  if (node.operator !== '+') return 'number'
  const left = kindOfExpression(file, node.left)
  const right = kindOfExpression(file, node.right)
  if (left === 'string' || right === 'string') return 'string'
  return left === 'number' && right === 'number' ? 'number' : 'unknown'
}

function kindOfCall(node: Node & { type: 'CallExpression' }): Kind {
  if (isMathCall(node.callee)) return 'number'
  const name = calleeName(node)
  if (/^(Number|parseInt|parseFloat|\.indexOf|\.findIndex)$/.test(name)) return 'number'
  if (
    /^(String|\.toUpperCase|\.toLowerCase|\.trim|\.join|\.toFixed|\.toString|\.repeat)$/.test(name)
  )
    return 'string'
  if (/^(Boolean|\.includes|\.some|\.every|\.startsWith|\.endsWith|\.has)$/.test(name))
    return 'boolean'
  return /^(\.map|\.filter|\.split|\.flatMap|\.toSorted)$/.test(name) ? 'array' : 'unknown'
}

/** What a function gives back: the expressions of its returns, without those that give nothing. */
export function returnedBy(item: FunctionNode): Expression[] {
  if (item.body.type !== 'BlockStatement') return [item.body]
  const returned: Expression[] = []
  for (const node of ownNodes(item.body)) {
    if (node.type === 'ReturnStatement' && node.argument) returned.push(node.argument)
  }
  return returned
}

/** The one kind of all that a function returns; `unknown` when they differ. */
export function kindOfReturn(file: SourceFile, item: FunctionNode): Kind {
  const kinds = new Set(returnedBy(item).map((value) => kindOfExpression(file, value)))
  const [kind] = kinds
  return kinds.size === 1 && kind ? kind : 'unknown'
}

export interface NamedFunction {
  readonly name: string
  readonly node: FunctionNode
  /** The statement or the class member that declares it, with its `export`. */
  readonly anchor: Node
}

/** The functions that have a name of their own: declarations, and variables of the module set to one. */
export function namedFunctions(file: SourceFile): NamedFunction[] {
  const found: NamedFunction[] = []
  for (const node of file.all('FunctionDeclaration')) {
    found.push({ name: node.id?.name ?? 'default', node, anchor: withExport(file, node) })
  }
  for (const declaration of file.all('VariableDeclaration')) {
    const [declarator, another] = declaration.declarations
    const isTopLevel = file.scopes.scopeOf(declaration) === file.scopes.root
    if (!isTopLevel || another || declarator?.id.type !== 'Identifier') continue
    if (!isFunction(declarator.init)) continue
    const anchor = withExport(file, declaration)
    found.push({ name: declarator.id.name, node: declarator.init, anchor })
  }
  return found.toSorted((a, b) => (a.node.start ?? 0) - (b.node.start ?? 0))
}

export function withExport(file: SourceFile, declaration: Node): Node {
  const parent = file.parentOf(declaration)
  return parent?.type.startsWith('Export') ? parent : declaration
}
