import { MagicString } from 'magic-string'
import type { Identifier, JSXIdentifier } from '@babel/types'
import type { Change } from '../rewrite.ts'
import type { SourceFile } from '../syntax/source-file.ts'
import { startOf } from '../syntax/walk.ts'
import type { Binding, Scope } from '../syntax/scopes.ts'
import { betterName, type NamingRule } from './better-name.ts'
import { reservedNames } from './words.ts'

export interface Renamed {
  readonly code: string
  readonly changes: readonly Change<NamingRule>[]
}

/**
 * Gives names that follow the conventions. What other files may see stays: exports, imports, properties.
 * A new name is taken only where it neither hides another one nor is hidden by one.
 */
export function fixNaming(file: SourceFile): Renamed {
  if (hasDynamicNames(file)) return { code: file.code, changes: [] }
  const text = new MagicString(file.code)
  const names = new NameTable(file)
  const changes: Change<NamingRule>[] = []
  const unknown = new Set(file.scopes.unresolved.map((name) => name.name))
  for (const binding of file.scopes.bindings) {
    // Outside strict mode a function in a block is known outside of it as well.
    const isLeaking = binding.kind === 'function' && unknown.has(binding.name)
    const better = isLeaking || isKept(file, binding) ? undefined : betterName(file, binding)
    const first = binding.declarations[0]
    if (!better || !first || !names.isFree(binding, better.name)) continue
    const from = binding.name
    names.rename(binding, better.name)
    for (const name of [...binding.declarations, ...binding.references]) {
      writeName(file, text, name, better.name)
    }
    changes.push({ line: file.lineOf(first), rule: better.rule, words: { from, to: better.name } })
  }
  return { code: text.toString(), changes: changes.toSorted((a, b) => a.line - b.line) }
}

// `eval` and `with` look names up while the program runs.
function hasDynamicNames(file: SourceFile): boolean {
  if (file.all('WithStatement').length > 0) return true
  return file.scopes.unresolved.some((name) => name.name === 'eval')
}

function isKept(file: SourceFile, binding: Binding): boolean {
  if (binding.kind === 'import' || binding.kind === 'namespace') return true
  if (binding.references.some((name) => file.parentOf(name)?.type === 'ExportSpecifier'))
    return true
  return binding.declarations.some(
    (name) => isDeclaredForOthers(file, name) || isEscaped(file, name),
  )
}

// A name that is written with escapes has more characters than letters.
function isEscaped(file: SourceFile, name: Identifier | JSXIdentifier): boolean {
  return !file.code.startsWith(name.name, startOf(name))
}

function isDeclaredForOthers(file: SourceFile, name: Identifier): boolean {
  const declaration = file.parentOf(name)
  if (declaration?.type === 'TSParameterProperty') return true
  if (declaration?.type === 'AssignmentPattern') {
    return file.parentOf(declaration)?.type === 'TSParameterProperty'
  }
  const isBodiless = file.around(name, 'TSDeclareFunction', 'TSModuleDeclaration')
  if (isBodiless || (declaration && 'declare' in declaration && declaration.declare)) return true
  const isTopLevel = file.scopes.bindingOf(name)?.scope === file.scopes.root
  return isTopLevel && !!file.around(name, 'ExportNamedDeclaration', 'ExportDefaultDeclaration')
}

function writeName(
  file: SourceFile,
  text: MagicString,
  name: Identifier | JSXIdentifier,
  to: string,
): void {
  const start = startOf(name)
  // A node may end behind its type annotation.
  const end = start + name.name.length
  text.update(start, end, isShorthand(file, name) ? `${name.name}: ${to}` : to)
}

// In `{ name }` the property keeps its name: `{ name: newName }`.
function isShorthand(file: SourceFile, name: Identifier | JSXIdentifier): boolean {
  const parent = file.parentOf(name)
  const outer =
    parent?.type === 'AssignmentPattern' && parent.left === name ? file.parentOf(parent) : parent
  if (outer?.type !== 'ObjectProperty' || !outer.shorthand) return false
  return outer.value === name || outer.value === parent
}

/** Keeps track of which names are taken while names change. */
class NameTable {
  readonly #names = new Map<Binding, string>()
  readonly #declared = new Map<Scope, Map<string, number>>()
  /** For each scope the names that are used in it or below it and mean something declared farther out. */
  readonly #passing = new Map<Scope, Map<string, number>>()
  readonly #file: SourceFile

  constructor(file: SourceFile) {
    this.#file = file
    for (const binding of file.scopes.bindings) this.#count(binding, binding.name, 1)
    for (const name of file.scopes.unresolved) {
      for (let scope: Scope | null = file.scopes.scopeOf(name); scope; scope = scope.parent) {
        add(this.#passing, scope, name.name, 1)
      }
    }
  }

  isFree(binding: Binding, name: string): boolean {
    if (reservedNames.has(name)) return false
    if (has(this.#declared, binding.scope, name) || has(this.#passing, binding.scope, name))
      return false
    return this.#scopesOnTheWay(binding).every((scope) => !has(this.#declared, scope, name))
  }

  rename(binding: Binding, name: string): void {
    this.#count(binding, this.#names.get(binding) ?? binding.name, -1)
    this.#names.set(binding, name)
    this.#count(binding, name, 1)
  }

  #count(binding: Binding, name: string, by: number): void {
    add(this.#declared, binding.scope, name, by)
    for (const scope of this.#scopesOnTheWay(binding)) add(this.#passing, scope, name, by)
  }

  /** The scopes between each use of the name and its declaration, both ends included except the latter. */
  #scopesOnTheWay(binding: Binding): Scope[] {
    const scopes = new Set<Scope>()
    for (const name of binding.references) {
      let scope: Scope | null = this.#file.scopes.scopeOf(name)
      for (; scope && scope !== binding.scope && !scopes.has(scope); scope = scope.parent) {
        scopes.add(scope)
      }
    }
    return [...scopes]
  }
}

function add(table: Map<Scope, Map<string, number>>, scope: Scope, name: string, by: number): void {
  const names = table.get(scope) ?? new Map<string, number>()
  table.set(scope, names)
  names.set(name, (names.get(name) ?? 0) + by)
}

function has(table: Map<Scope, Map<string, number>>, scope: Scope, name: string): boolean {
  return (table.get(scope)?.get(name) ?? 0) > 0
}
