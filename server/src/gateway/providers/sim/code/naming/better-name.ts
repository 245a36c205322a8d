import type { Expression, Node } from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import type { Binding } from '../syntax/scopes.ts'
import { calleeName, isFunction, isLiteral, ownNodes, propertyName } from '../syntax/nodes.ts'
import { declaratorOf } from '../syntax/inference.ts'
import {
  asQuestion,
  isInStyle,
  joinWords,
  type NameStyle,
  singularOf,
  spelledOut,
  wordsOf,
} from './spelling-of-names.ts'
import { customaryNames } from './words.ts'
import type { namingReasons } from './reasons.ts'

export type NamingRule = keyof typeof namingReasons

export interface BetterName {
  readonly name: string
  readonly rule: NamingRule
}

/** The name that the conventions ask for; undefined where the present one is fine. */
export function betterName(file: SourceFile, binding: Binding): BetterName | undefined {
  const { name } = binding
  // A leading mark is a custom, and `core_1` was numbered by a tool.
  if (/^_|[^\w]|_\d/.test(name)) return undefined
  const style = styleFor(file, binding)
  const meaning = meaningOf(file, binding)
  if (meaning) return named(name, joinWords(meaning, style), 'clear-name')

  const isShort = name.length === 1 || customaryNames.has(name)
  const words = isShort ? [name.toLowerCase()] : wordsOf(name)
  if (words.length === 0) return undefined
  const spelled = isShort ? words : spelledOut(words)
  const asked = isUnasked(file, binding, style) ? asQuestion(spelled) : spelled
  if (asked.length > spelled.length) return named(name, joinWords(asked, style), 'boolean-name')
  if (spelled.join() !== words.join()) return named(name, joinWords(spelled, style), 'abbreviation')
  if (isInStyle(name, style) || (isShort && style !== 'pascal')) return undefined
  return named(name, joinWords(words, style), ruleOfStyle[style])
}

const ruleOfStyle = {
  camel: 'camel-case',
  pascal: 'pascal-case',
  'upper-snake': 'constant-case',
} as const

function named(from: string, to: string, rule: NamingRule): BetterName | undefined {
  return from === to || !/^[\p{L}_]/u.test(to) ? undefined : { name: to, rule }
}

// ── Style ────────────────────────────────────────────────────────────────────────────────────────

function styleFor(file: SourceFile, binding: Binding): NameStyle {
  if (binding.kind === 'class' || binding.kind === 'type' || binding.kind === 'enum')
    return 'pascal'
  const value = valueOf(file, binding)
  if (isFunction(value)) return isConstructorOrComponent(file, binding, value) ? 'pascal' : 'camel'
  if (value?.type === 'ClassExpression') return 'pascal'
  if (isModuleConstant(file, binding, value)) return 'upper-snake'
  // `const Theme = createContext()` and `const ROLES = [...]` are customs of their own.
  const isCustom = binding.kind === 'const' && value && !isLiteral(value)
  if (isCustom && isInStyle(binding.name, 'pascal'))
    return isConstant(binding.name) ? 'upper-snake' : 'pascal'
  if (isCustom && isConstant(binding.name)) return 'upper-snake'
  return isUsedAsTag(file, binding) ? 'pascal' : 'camel'
}

function isConstant(name: string): boolean {
  return isInStyle(name, 'upper-snake') && name.length > 1
}

function isModuleConstant(file: SourceFile, binding: Binding, value: Node | undefined): boolean {
  if (binding.kind !== 'const' || binding.scope !== file.scopes.root || !value) return false
  return isLiteral(value) && !binding.isReassigned
}

function isConstructorOrComponent(file: SourceFile, binding: Binding, value: Node): boolean {
  if (isUsedAsTag(file, binding)) return true
  const isConstructed = binding.references.some((name) => {
    const parent = file.parentOf(name)
    return parent?.type === 'NewExpression' && parent.callee === name
  })
  if (isConstructed || !isFunction(value)) return isConstructed
  if (isJsx(value.body)) return true
  return [...ownNodes(value.body)].some(
    (node) => node.type === 'ReturnStatement' && isJsx(node.argument),
  )
}

function isJsx(node: Node | null | undefined): boolean {
  return node?.type === 'JSXElement' || node?.type === 'JSXFragment'
}

function isUsedAsTag(file: SourceFile, binding: Binding): boolean {
  return binding.references.some((name) =>
    /^JSX(Opening|Closing)/.test(file.parentOf(name)?.type ?? ''),
  )
}

// ── Meaning ──────────────────────────────────────────────────────────────────────────────────────

function valueOf(file: SourceFile, binding: Binding): Node | undefined {
  const [name] = binding.declarations
  const parent = name && file.parentOf(name)
  if (parent?.type === 'FunctionDeclaration' && parent.id === name) return parent
  return declaratorOf(file, binding)?.init ?? undefined
}

function isUnasked(file: SourceFile, binding: Binding, style: NameStyle): boolean {
  if (style !== 'camel' || binding.name.length < 3) return false
  const name = binding.declarations[0]
  const annotation = name?.typeAnnotation
  if (annotation?.type === 'TSTypeAnnotation') {
    return annotation.typeAnnotation.type === 'TSBooleanKeyword' && isPlainlyDeclared(file, binding)
  }
  const parent = name && file.parentOf(name)
  const value = parent?.type === 'AssignmentPattern' ? parent.right : valueOf(file, binding)
  return value?.type === 'BooleanLiteral' && isPlainlyDeclared(file, binding)
}

// A name in a pattern is the name of a property, which is not ours to judge.
function isPlainlyDeclared(file: SourceFile, binding: Binding): boolean {
  return binding.declarations.every((name) => !file.around(name, 'ObjectPattern'))
}

/** What a name of one letter, or `res`, stands for, where the code says so. */
function meaningOf(file: SourceFile, binding: Binding): string[] | undefined {
  const name = binding.declarations[0]
  if (!name || (binding.name.length > 1 && binding.name !== 'res')) return undefined
  if (binding.name === '_') return undefined
  const source = meaningOfSource(file, binding, file.parentOf(name))
  // `x` for `xAxis` or `u` for `user`: a letter that starts the word may stand for it, another may not.
  const isInitial = source?.[0]?.startsWith(binding.name.charAt(0).toLowerCase())
  return isInitial || (source && binding.name === 'e') ? source : undefined
}

function meaningOfSource(
  file: SourceFile,
  binding: Binding,
  parent: Node | undefined,
): string[] | undefined {
  if (binding.kind === 'catch') return ['error']
  const name = binding.declarations[0]
  if (binding.kind === 'parameter' && isFunction(parent)) {
    return parent.params[0] === name ? meaningOfParameter(file, parent) : undefined
  }
  if (parent?.type !== 'VariableDeclarator' || parent.id !== name) return undefined
  const loop = file.parentOf(file.parentOf(parent) ?? parent)
  if (loop?.type === 'ForOfStatement') return meaningOfElement(loop.right)
  return parent.init ? meaningOfValue(parent.init) : undefined
}

const elementMethods = /^(map|filter|forEach|find|findIndex|findLast|some|every|flatMap)$/

function meaningOfParameter(file: SourceFile, callback: Node): string[] | undefined {
  const call = file.parentOf(callback)
  if (call?.type === 'JSXExpressionContainer') return ['event']
  if (call?.type !== 'CallExpression') return undefined
  const method = propertyName(call.callee) ?? ''
  if (method === 'addEventListener') return ['event']
  if (method === 'catch') return ['error']
  if (!elementMethods.test(method) || call.callee.type !== 'MemberExpression') return undefined
  return meaningOfElement(call.callee.object)
}

function meaningOfElement(list: Node): string[] | undefined {
  const name = list.type === 'Identifier' ? list.name : propertyName(list)
  const singular = name && singularOf(name)
  return singular ? wordsOf(singular) : undefined
}

function meaningOfValue(init: Expression): string[] | undefined {
  const value = init.type === 'AwaitExpression' ? init.argument : init
  if (value.type === 'NewExpression' && value.callee.type === 'Identifier') {
    return wordsOf(value.callee.name)
  }
  const called = calleeName(value).replace(/^\./, '')
  if (called === 'fetch') return ['response']
  if (/^(querySelector|getElementById)$/.test(called)) return ['element']
  const noun = /^(?:get|fetch|find|create|load|read|make|build)([A-Z]\w*)$/.exec(called)?.[1]
  return noun ? wordsOf(noun.replace(/By[A-Z].*$/, '')) : undefined
}
