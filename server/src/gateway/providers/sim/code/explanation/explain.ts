import type { ClassDeclaration, Node, Statement } from '@babel/types'
import { type AskerLanguage, say, type Words } from '../language.ts'
import { kindNames } from '../documentation/texts.ts'
import type { SourceFile } from '../syntax/source-file.ts'
import { childrenOf, nodesIn } from '../syntax/walk.ts'
import { kindOfParameter, namedFunctions, returnedBy } from '../syntax/kinds.ts'
import {
  type FunctionNode,
  isFunction,
  isLoop,
  isNamed,
  namesIn,
  ownNodes,
} from '../syntax/nodes.ts'
import { effectsOf } from './effects.ts'
import { quote, stepsOf } from './steps.ts'
import { effectTexts, explanationTexts } from './texts.ts'

const mostParts = 40

/** An outline of what the code does, as Markdown. */
export function explain(file: SourceFile, language: AskerLanguage): string {
  const tell = (key: keyof typeof explanationTexts, words?: Words): string =>
    say(explanationTexts[key], language, words)
  const parts = [overview(file, tell)]
  for (const { name, node } of namedFunctions(file).slice(0, mostParts)) {
    parts.push(explainFunction(file, { name, node }, { tell, language }))
  }
  for (const item of file.all('ClassDeclaration').slice(0, mostParts)) {
    parts.push(explainClass(file, item, { tell, language }))
  }
  const running = file.program.body.filter((statement) => isRunning(statement))
  if (running.length > 0) {
    parts.push([`### ${tell('topLevel')}`, '', ...stepsOf(file, running, language)].join('\n'))
  }
  return parts.join('\n\n')
}

interface Voice {
  readonly tell: (key: keyof typeof explanationTexts, words?: Words) => string
  readonly language: AskerLanguage
}

function overview(file: SourceFile, tell: Voice['tell']): string {
  const isTyped = file.dialect === 'ts' || file.dialect === 'tsx'
  const sentences = [
    tell('overview', {
      dialect: isTyped ? 'TypeScript' : 'JavaScript',
      lines: file.code.trimEnd().split('\n').length,
      functions: namedFunctions(file).length,
      classes: file.all('ClassDeclaration').length,
    }),
  ]
  for (const item of file.all('ImportDeclaration')) {
    const names = item.specifiers.map(({ local }) => `\`${local.name}\``).join(', ')
    if (names) sentences.push(tell('imports', { names, source: `\`${item.source.value}\`` }))
  }
  const exported = file.scopes.bindings.filter(({ scope, declarations }) => {
    const name = declarations[0]
    return scope === file.scopes.root && name && file.around(name, 'ExportNamedDeclaration')
  })
  if (exported.length > 0) {
    sentences.push(tell('exports', { names: exported.map(({ name }) => `\`${name}\``).join(', ') }))
  }
  return sentences.join(' ')
}

// Declarations have their own part; everything else runs when the code is loaded.
function isRunning(statement: Statement): boolean {
  if (
    /^(FunctionDeclaration|ClassDeclaration|Import|Export|TS|EmptyStatement)/.test(statement.type)
  )
    return false
  if (statement.type !== 'VariableDeclaration') return true
  return !statement.declarations.every(({ init }) => isFunction(init))
}

function explainFunction(
  file: SourceFile,
  item: { readonly name: string; readonly node: FunctionNode },
  voice: Voice,
): string {
  const { name, node } = item
  const title = voice.tell(node.async ? 'asyncFunction' : 'function', {
    name,
    line: file.lineOf(node),
  })
  const body = node.body.type === 'BlockStatement' ? node.body.body : []
  const steps = stepsOf(file, body, voice.language)
  const facts = factsOf(file, item, voice).map((fact) => `- ${fact}`)
  const told = steps.length > 0 ? ['', voice.tell('steps'), '', ...steps] : []
  return [`### ${title}`, '', ...facts, ...told].join('\n')
}

function factsOf(
  file: SourceFile,
  item: { readonly name: string; readonly node: FunctionNode },
  { tell, language }: Voice,
): string[] {
  const { name, node } = item
  const inputs = node.params.flatMap(namesIn).map((parameter) => {
    const binding = file.scopes.bindingOf(parameter)
    const kind = binding ? kindOfParameter(file, binding) : 'unknown'
    return `\`${parameter.name}\` (${say(kindNames[kind], language)})`
  })
  const outputs = [...new Set(returnedBy(node).map((value) => quote(file, value)))].slice(0, 8)
  const effects = effectsOf(file, node).map((effect) => say(effectTexts[effect], language))
  const depth = loopDepth(node.body)
  const facts = [
    inputs.length > 0 ? tell('inputs', { list: inputs.join(', ') }) : tell('noInputs'),
    outputs.length > 0 ? tell('outputs', { list: outputs.join(', ') }) : tell('noOutputs'),
    effects.length > 0 ? tell('effects', { list: effects.join(', ') }) : tell('pure'),
    tell('complexity', { paths: pathsThrough(node.body), depth }),
  ]
  if (node.async) facts.push(tell('promise'))
  if (depth > 1) facts.push(tell('growth', { depth }))
  if (callsItself(node, name)) facts.push(tell('recursive'))
  return facts
}

function explainClass(file: SourceFile, item: ClassDeclaration, voice: Voice): string {
  const name = item.id?.name ?? 'default'
  const lines = [`### ${voice.tell('class', { name, line: file.lineOf(item) })}`]
  if (item.superClass) {
    lines.push('', voice.tell('extends', { parent: file.textOf(item.superClass) }))
  }
  for (const member of item.body.body.slice(0, mostParts)) {
    if (!isFunction(member)) continue
    const method = { name: `${name}.${file.textOf(member.key)}`, node: member }
    lines.push('', `#${explainFunction(file, method, voice)}`)
  }
  return lines.join('\n')
}

/** McCabe's number: one way, and one more for each place where the way forks. */
function pathsThrough(body: Node): number {
  let paths = 1
  for (const node of ownNodes(body)) {
    const isFork =
      node.type === 'IfStatement' || node.type === 'ConditionalExpression' || isLoop(node)
    const isCase = node.type === 'SwitchCase' && node.test
    if (isFork || isCase || node.type === 'LogicalExpression' || node.type === 'CatchClause')
      paths += 1
  }
  return paths
}

function loopDepth(body: Node): number {
  let deepest = 0
  const pending: { node: Node; depth: number }[] = [{ node: body, depth: 0 }]
  for (let item = pending.pop(); item; item = pending.pop()) {
    const { node, depth } = item
    const inner = isLoop(node) ? depth + 1 : depth
    deepest = Math.max(deepest, inner)
    if (node !== body && isFunction(node)) continue
    for (const child of childrenOf(node)) pending.push({ node: child, depth: inner })
  }
  return deepest
}

function callsItself(node: FunctionNode, name: string): boolean {
  for (const inner of nodesIn(node.body)) {
    if (inner.type === 'CallExpression' && isNamed(inner.callee, name)) return true
  }
  return false
}
