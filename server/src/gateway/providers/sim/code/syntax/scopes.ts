import type { Identifier, JSXIdentifier, Node } from '@babel/types'
import type { SyntaxTree } from './syntax-tree.ts'
import { startOf } from './walk.ts'
import { isFunction, isWrite, namesIn } from './nodes.ts'

type BindingKind =
  | 'var'
  | 'let'
  | 'const'
  | 'function'
  | 'class'
  | 'parameter'
  | 'catch'
  | 'import'
  | 'type'
  | 'enum'
  | 'namespace'

/** One declared name with every place that means it. */
export interface Binding {
  name: string
  readonly kind: BindingKind
  readonly scope: Scope
  /** The names where it is declared: more than one for `var` twice or for function overloads. */
  readonly declarations: Identifier[]
  /** In source order. */
  readonly references: (Identifier | JSXIdentifier)[]
  /** Whether it gets a value anywhere but in its declaration. */
  isReassigned: boolean
}

export interface Scope {
  readonly node: Node
  readonly parent: Scope | null
  readonly bindings: Map<string, Binding>
}

/** Who is declared where, and which name means whom. */
export interface ScopeTree {
  readonly root: Scope
  readonly bindings: readonly Binding[]
  /** Names that nothing in the snippet declares. */
  readonly unresolved: readonly (Identifier | JSXIdentifier)[]
  scopeOf(node: Node): Scope
  /** The binding that a declaring or referring name means. */
  bindingOf(name: Node): Binding | undefined
  /** What `name` would mean at `node`. */
  lookUp(name: string, node: Node): Binding | undefined
}

const scopeTypes: ReadonlySet<Node['type']> = new Set<Node['type']>([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
  'ClassDeclaration',
  'ClassExpression',
  'StaticBlock',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'SwitchStatement',
  'CatchClause',
  'TSModuleBlock',
  'TSDeclareFunction',
  'TSDeclareMethod',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSFunctionType',
  'TSConstructorType',
  'TSMethodSignature',
  'TSCallSignatureDeclaration',
  'TSConstructSignatureDeclaration',
  'TSMappedType',
  'TSConditionalType',
])

export function buildScopes(file: SyntaxTree): ScopeTree {
  const scopes = new Map<Node, Scope>()
  const byName = new Map<Node, Binding>()
  const bindings: Binding[] = []

  const root: Scope = { node: file.program, parent: null, bindings: new Map() }
  for (const node of file.nodes) {
    const parent = file.parentOf(node)
    const outer = (parent && scopes.get(parent)) ?? root
    const isOpening = parent && opensScope(node, parent)
    scopes.set(node, isOpening ? { node, parent: outer, bindings: new Map() } : outer)
  }
  const scopeOf = (node: Node): Scope => scopes.get(node) ?? root

  const declare = (name: Identifier, kind: BindingKind, scope: Scope): void => {
    const known = scope.bindings.get(name.name)
    const binding = known ?? newBinding(name.name, kind, scope)
    binding.declarations.push(name)
    byName.set(name, binding)
    if (known) return
    scope.bindings.set(name.name, binding)
    bindings.push(binding)
  }

  const lookUp = (name: string, node: Node): Binding | undefined => {
    for (let scope: Scope | null = scopeOf(node); scope; scope = scope.parent) {
      const binding = scope.bindings.get(name)
      if (binding) return binding
    }
    return undefined
  }

  declareAll(file, scopeOf, declare)
  const unresolved: (Identifier | JSXIdentifier)[] = []
  for (const name of file.all('Identifier', 'JSXIdentifier')) {
    if (byName.has(name) || !isReference(name, file)) continue
    const binding = lookUp(name.name, name)
    if (!binding) {
      unresolved.push(name)
      continue
    }
    binding.references.push(name)
    byName.set(name, binding)
  }
  for (const binding of bindings) {
    binding.references.sort((a, b) => startOf(a) - startOf(b))
    binding.isReassigned = binding.references.some((name) => isWrite(name, file))
  }
  const bindingOf = (name: Node): Binding | undefined => byName.get(name)
  return { root, bindings, unresolved, scopeOf, bindingOf, lookUp }
}

// The block of a function or of a catch shares the scope of its parameters.
function opensScope(node: Node, parent: Node): boolean {
  if (node.type !== 'BlockStatement') return scopeTypes.has(node.type)
  return !isFunction(parent) && parent.type !== 'CatchClause'
}

function newBinding(name: string, kind: BindingKind, scope: Scope): Binding {
  return { name, kind, scope, declarations: [], references: [], isReassigned: false }
}

type ScopeOf = (node: Node) => Scope
type Declare = (name: Identifier, kind: BindingKind, scope: Scope) => void

function declareAll(file: SyntaxTree, scopeOf: ScopeOf, declare: Declare): void {
  declareValues(file, scopeOf, declare)
  declareFunctionsAndClasses(file, scopeOf, declare)
  declareTypes(file, scopeOf, declare)
}

function declareValues(file: SyntaxTree, scopeOf: ScopeOf, declare: Declare): void {
  for (const declaration of file.all('VariableDeclaration')) {
    const isVar = declaration.kind === 'var'
    const kind = isVar ? 'var' : declaration.kind === 'let' ? 'let' : 'const'
    const scope = isVar ? hoistingScope(scopeOf(declaration)) : scopeOf(declaration)
    for (const declarator of declaration.declarations) {
      for (const name of namesIn(declarator.id)) declare(name, kind, scope)
    }
  }
  for (const clause of file.all('CatchClause')) {
    if (!clause.param) continue
    for (const name of namesIn(clause.param)) declare(name, 'catch', scopeOf(clause))
  }
  const importTypes = [
    'ImportSpecifier',
    'ImportDefaultSpecifier',
    'ImportNamespaceSpecifier',
  ] as const
  for (const specifier of file.all(...importTypes)) {
    declare(specifier.local, 'import', scopeOf(specifier))
  }
}

function declareFunctionsAndClasses(file: SyntaxTree, scopeOf: ScopeOf, declare: Declare): void {
  for (const item of file.all('FunctionDeclaration', 'TSDeclareFunction')) {
    if (item.id) declare(item.id, 'function', scopeOf(file.parentOf(item) ?? item))
  }
  for (const item of file.all('ClassDeclaration')) {
    if (item.id) declare(item.id, 'class', scopeOf(file.parentOf(item) ?? item))
  }
  const withParameters = [
    'FunctionDeclaration',
    'FunctionExpression',
    'ArrowFunctionExpression',
    'ObjectMethod',
    'ClassMethod',
    'ClassPrivateMethod',
    'TSDeclareFunction',
    'TSDeclareMethod',
    'TSFunctionType',
    'TSConstructorType',
    'TSMethodSignature',
    'TSCallSignatureDeclaration',
    'TSConstructSignatureDeclaration',
  ] as const
  for (const item of file.all(...withParameters)) {
    for (const parameter of item.params) {
      for (const name of namesIn(parameter)) declare(name, 'parameter', scopeOf(item))
    }
  }
  for (const item of file.all('FunctionExpression', 'ClassExpression')) {
    const isHidden = item.id && scopeOf(item).bindings.has(item.id.name)
    if (item.id && !isHidden) {
      declare(item.id, item.type === 'ClassExpression' ? 'class' : 'function', scopeOf(item))
    }
  }
}

function declareTypes(file: SyntaxTree, scopeOf: ScopeOf, declare: Declare): void {
  const outerScope = (node: Node): Scope => scopeOf(file.parentOf(node) ?? node)
  for (const item of file.all('TSInterfaceDeclaration', 'TSTypeAliasDeclaration')) {
    declare(item.id, 'type', outerScope(item))
  }
  for (const item of file.all('TSEnumDeclaration')) declare(item.id, 'enum', outerScope(item))
  for (const item of file.all('TSModuleDeclaration')) {
    if (item.id.type === 'Identifier') declare(item.id, 'namespace', outerScope(item))
  }
  for (const item of file.all('TSImportEqualsDeclaration')) {
    declare(item.id, 'import', outerScope(item))
  }
  for (const item of file.all('TSTypeParameter')) declare(item.name, 'type', scopeOf(item))
  for (const item of file.all('TSMappedType')) declare(item.key, 'type', scopeOf(item))
}

function hoistingScope(scope: Scope): Scope {
  let at = scope
  while (at.parent && !isFunction(at.node) && !isVarHolder(at.node)) at = at.parent
  return at
}

function isVarHolder(node: Node): boolean {
  return node.type === 'StaticBlock' || node.type === 'TSModuleBlock'
}

/** Whether a name in this place means a variable, and not a property, a label or a foreign name. */
function isReference(name: Identifier | JSXIdentifier, file: SyntaxTree): boolean {
  const parent = file.parentOf(name)
  if (!parent) return false
  if (name.type === 'JSXIdentifier') return isComponentName(name, parent)
  switch (parent.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.computed || parent.property !== name
    case 'ObjectProperty':
    case 'ObjectMethod':
    case 'ClassMethod':
    case 'ClassProperty':
    case 'ClassAccessorProperty':
    case 'TSDeclareMethod':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
      return parent.key !== name || parent.computed
    case 'ExportSpecifier':
      return parent.local === name && !isReExport(file.parentOf(parent))
    case 'TSQualifiedName':
      return parent.left === name
    // `as const` is parsed as a type of that name.
    case 'TSTypeReference':
      return name.name !== 'const'
    case 'TSEnumMember':
      return parent.id !== name
    case 'TSModuleDeclaration':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
    case 'PrivateName':
    case 'ImportSpecifier':
    case 'ImportAttribute':
    case 'ExportNamespaceSpecifier':
    case 'ExportDefaultSpecifier':
    case 'TSNamedTupleMember':
    case 'TSIndexSignature':
    case 'TSImportType':
      return false
    default:
      return true
  }
}

// The names of `export { a } from 'b'` belong to the other module.
function isReExport(declaration: Node | undefined): boolean {
  return declaration?.type === 'ExportNamedDeclaration' && !!declaration.source
}

function isComponentName(name: JSXIdentifier, parent: Node): boolean {
  if (parent.type === 'JSXMemberExpression') return parent.object === name
  const isTag = parent.type === 'JSXOpeningElement' || parent.type === 'JSXClosingElement'
  return isTag && /^[^a-z]/.test(name.name)
}
