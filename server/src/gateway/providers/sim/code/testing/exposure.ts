import type { Node, ObjectExpression, Statement } from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { nodesIn } from '../syntax/walk.ts'
import type { NamedFunction } from '../syntax/kinds.ts'
import { isFunction, isLiteral, isNamed, isPure, propertyName } from '../syntax/nodes.ts'

/**
 * How a test gets at the functions: imported from a module, required from a CommonJS one, or, where the
 * snippet offers nothing to others, copied into the test file with all that they need.
 */
export type Exposure =
  | { readonly kind: 'import' | 'require'; readonly names: ReadonlySet<string> }
  | { readonly kind: 'copy'; readonly names: ReadonlySet<string>; readonly code: string }

export function exposureOf(file: SourceFile, functions: readonly NamedFunction[]): Exposure {
  const exported = exportedNames(file)
  if (exported.size > 0) return { kind: 'import', names: exported }
  const required = commonJsNames(file)
  return required.size > 0 ? { kind: 'require', names: required } : copied(file, functions)
}

function exportedNames(file: SourceFile): Set<string> {
  const names = new Set<string>()
  for (const item of file.all('ExportNamedDeclaration')) {
    if (item.source || item.exportKind === 'type') continue
    for (const specifier of item.specifiers) {
      if (specifier.type !== 'ExportSpecifier' || specifier.local.type !== 'Identifier') continue
      if (isNamed(specifier.exported, specifier.local.name)) names.add(specifier.local.name)
    }
    const { declaration } = item
    if (declaration?.type === 'FunctionDeclaration' && declaration.id)
      names.add(declaration.id.name)
    if (declaration?.type !== 'VariableDeclaration') continue
    for (const { id } of declaration.declarations) if (id.type === 'Identifier') names.add(id.name)
  }
  return names
}

function commonJsNames(file: SourceFile): Set<string> {
  return new Set(
    file.all('AssignmentExpression').flatMap(({ left, right }) => {
      const target = file.textOf(left)
      if (target === 'module.exports' && right.type === 'ObjectExpression') return sameNames(right)
      const name = propertyName(left)
      const isExport = name !== undefined && /^(module\.)?exports\.\w+$/.test(target)
      return isExport && isNamed(right, name) ? [name] : []
    }),
  )
}

/** The properties whose name is that of their variable. */
function sameNames(object: ObjectExpression): string[] {
  return object.properties.flatMap((property) => {
    if (property.type !== 'ObjectProperty' || property.key.type !== 'Identifier') return []
    return isNamed(property.value, property.key.name) ? [property.key.name] : []
  })
}

// ── Copy ─────────────────────────────────────────────────────────────────────────────────────────

function copied(file: SourceFile, functions: readonly NamedFunction[]): Exposure {
  const names = new Set<string>()
  const needed = new Set<Node>()
  for (const { name, anchor } of functions) {
    const statements = needs(file, anchor)
    if (!statements) continue
    names.add(name)
    for (const statement of statements) needed.add(statement)
  }
  const code = file.program.body
    .filter((statement) => needed.has(statement))
    .map((statement) => file.textOf(statement))
    .join('\n\n')
  return { kind: 'copy', names, code }
}

/** The statements of the snippet that a function cannot do without; undefined where one of them does something. */
function needs(file: SourceFile, anchor: Node): Set<Node> | undefined {
  const needed = new Set<Node>()
  const pending: Node[] = [anchor]
  for (let statement = pending.pop(); statement; statement = pending.pop()) {
    if (needed.has(statement)) continue
    if (!isHarmless(statement)) return undefined
    needed.add(statement)
    for (const node of nodesIn(statement)) {
      const binding = file.scopes.bindingOf(node)
      if (!binding || binding.scope !== file.scopes.root) continue
      for (const name of binding.declarations) pending.push(topStatement(file, name))
    }
  }
  return needed
}

function topStatement(file: SourceFile, node: Node): Node {
  let at = node
  for (
    let parent = file.parentOf(at);
    parent && parent !== file.program;
    parent = file.parentOf(at)
  ) {
    at = parent
  }
  return at
}

function isHarmless(statement: Node): statement is Statement {
  if (/^(FunctionDeclaration|TSInterface|TSTypeAlias)/.test(statement.type)) return true
  if (statement.type === 'ClassDeclaration') return !statement.superClass
  if (statement.type !== 'VariableDeclaration') return false
  return statement.declarations.every(
    ({ init }) =>
      !init || isFunction(init) || isLiteral(init) || (init.type !== 'Identifier' && isPure(init)),
  )
}
