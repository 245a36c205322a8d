import type { Node } from '@babel/types'
import type { SourceFile } from '../syntax/source-file.ts'
import { nodesIn } from '../syntax/walk.ts'
import { type FunctionNode, isWrite, propertyName } from '../syntax/nodes.ts'
import type { Effect } from './texts.ts'

const globalEffects: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  ['console', 'console'],
  ['alert', 'page'],
  ['document', 'page'],
  ['window', 'page'],
  ['fetch', 'network'],
  ['axios', 'network'],
  ['XMLHttpRequest', 'network'],
  ['WebSocket', 'network'],
  ['localStorage', 'storage'],
  ['sessionStorage', 'storage'],
  ['indexedDB', 'storage'],
  ['setTimeout', 'timer'],
  ['setInterval', 'timer'],
  ['requestAnimationFrame', 'timer'],
  ['fs', 'files'],
])

const changingMethods =
  /^(push|pop|shift|unshift|splice|sort|reverse|fill|set|add|delete|clear|append|appendChild|remove)$/

/** What a function does besides giving a result. */
export function effectsOf(file: SourceFile, item: FunctionNode): Effect[] {
  const effects = new Set<Effect>()
  for (const node of nodesIn(item.body)) {
    const effect = effectOf(file, node, item)
    if (effect) effects.add(effect)
  }
  return [...effects]
}

function effectOf(file: SourceFile, node: Node, item: FunctionNode): Effect | undefined {
  if (node.type === 'ThisExpression') return isChanged(file, node) ? 'own' : undefined
  if (node.type !== 'Identifier') return undefined
  const binding = file.scopes.bindingOf(node)
  if (!binding) return globalEffect(file, node)
  if (binding.kind === 'import' && /^(fs|readFile|writeFile)/.test(binding.name)) return 'files'
  const isLocal = binding.declarations.every((name) => file.isInside(name, item))
  if (!isLocal) return isWrite(node, file) || isChanged(file, node) ? 'outside' : undefined
  return binding.kind === 'parameter' && isChanged(file, node) ? 'parameter' : undefined
}

function globalEffect(file: SourceFile, node: Node & { type: 'Identifier' }): Effect | undefined {
  const parent = file.parentOf(node)
  const isName = parent?.type === 'MemberExpression' && parent.property === node && !parent.computed
  if (isName) return undefined
  const member = propertyName(parent)
  if (node.name === 'Math') return member === 'random' ? 'chance' : undefined
  if (node.name === 'Date') {
    const isNow = parent?.type === 'NewExpression' && parent.arguments.length === 0
    return isNow || member === 'now' ? 'chance' : undefined
  }
  return globalEffects.get(node.name)
}

// `object.name = 1`, `object.list[0]++`, `object.push(1)`
function isChanged(file: SourceFile, object: Node): boolean {
  let node = object
  for (let parent = file.parentOf(node); parent; parent = file.parentOf(node)) {
    if (parent.type !== 'MemberExpression' || parent.object !== node) break
    node = parent
  }
  if (node === object) return false
  if (isWrite(node, file)) return true
  const call = file.parentOf(node)
  const isCalled = call?.type === 'CallExpression' && call.callee === node
  return isCalled && changingMethods.test(propertyName(node) ?? '')
}
