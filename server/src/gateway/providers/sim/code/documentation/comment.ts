import type { ClassDeclaration, Expression, Node } from '@babel/types'
import { type AskerLanguage, say, type Words } from '../language.ts'
import { spelledOut, wordsOf } from '../naming/spelling-of-names.ts'
import type { SourceFile } from '../syntax/source-file.ts'
import {
  type Kind,
  kindOfExpression,
  kindOfParameter,
  kindOfReturn,
  returnedBy,
} from '../syntax/kinds.ts'
import { type FunctionNode, isNamed, ownNodes } from '../syntax/nodes.ts'
import { documentationTexts, kindNames, verbs } from './texts.ts'

const longestQuote = 60

interface Documented {
  readonly name: string
  readonly node: FunctionNode
  /** The class of a method. */
  readonly owner?: string
}

/** The lines of a comment on a function, without the stars. */
export function commentOnFunction(
  file: SourceFile,
  item: Documented,
  language: AskerLanguage,
): string[] {
  const tags = [
    ...item.node.params.flatMap((parameter) => parameterTag(file, parameter, language)),
    ...returnTag(file, item.node, language),
    ...throwTags(file, item.node, language),
  ]
  const summary = summaryOf(file, item, language)
  return (tags.length === 0 ? [summary] : [summary, '', ...tags]).map(withoutCommentEnd)
}

/** The lines of a comment on a class. */
export function commentOnClass(
  file: SourceFile,
  item: ClassDeclaration,
  language: AskerLanguage,
): string[] {
  const words = wordsOf(item.id?.name ?? 'class').join(' ')
  const parent = item.superClass?.type === 'Identifier' ? item.superClass.name : undefined
  const line = parent
    ? say(documentationTexts.classExtends, language, { words, parent })
    : say(documentationTexts.classOf, language, { words })
  return [withoutCommentEnd(line)]
}

// A quoted piece of code may contain what would close the comment.
function withoutCommentEnd(line: string): string {
  return line.replaceAll('*/', '*\\/')
}

// ── Summary ──────────────────────────────────────────────────────────────────────────────────────

function summaryOf(file: SourceFile, item: Documented, language: AskerLanguage): string {
  const tell = (key: keyof typeof documentationTexts, words: Words): string =>
    say(documentationTexts[key], language, words)
  if (item.name === 'constructor') return tell('constructor', { name: item.owner ?? '' })
  const words = spelledOut(wordsOf(item.name))
  const [first = item.name, ...rest] = words
  if (/^(is|has|can|should|was|will|are|does)$/.test(first))
    return tell('whether', { words: words.join(' ') })
  if (first === 'on' && rest.length > 0) return tell('handles', { words: rest.join(' ') })
  const short = shortReturn(file, item.node)
  const verb = verbs.get(first)
  if (short && (!verb || rest.length === 0)) return tell('returnsExpression', { value: short })
  if (verb)
    return withObject(
      say(verb, language),
      rest.length > 0 ? rest : parameterWords(item.node),
      language,
    )
  const thirdPerson = /(s|x|ch|sh)$/.test(first) ? `${first}es` : `${first}s`
  const inEnglish = `${thirdPerson.charAt(0).toUpperCase()}${thirdPerson.slice(1)}`
  const isVerb = language === 'en' && rest.length > 0
  return isVerb ? withObject(inEnglish, rest, language) : `${capitalised(words.join(' '))}.`
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

// The words of a name are English: other languages quote them.
function withObject(verb: string, words: readonly string[], language: AskerLanguage): string {
  const object = words.join(' ')
  if (!object) return `${verb}.`
  if (language === 'ko') return `${object}: ${verb}.`
  if (language !== 'en') return `${verb} «${object}».`
  const needsArticle = !/^(all|the|a|an|to|from|by|for|with|in|on|if|and|or)$/.test(words[0] ?? '')
  return `${verb} ${needsArticle ? 'the ' : ''}${object}.`
}

function parameterWords(item: FunctionNode): string[] {
  const [first] = item.params
  return first?.type === 'Identifier' && first.name.length > 2
    ? spelledOut(wordsOf(first.name))
    : []
}

function shortReturn(file: SourceFile, item: FunctionNode): string | undefined {
  const [only, another] = returnedBy(item)
  if (!only || another) return undefined
  const isWholeBody = item.body.type !== 'BlockStatement' || item.body.body.length === 1
  return isWholeBody ? quoted(file, only) : undefined
}

function quoted(file: SourceFile, node: Node): string | undefined {
  const text = file.textOf(node).replace(/\s+/g, ' ')
  return text.length <= longestQuote && !text.includes('`') ? text : undefined
}

// ── Tags ─────────────────────────────────────────────────────────────────────────────────────────

const jsDocTypes: Readonly<Record<Kind, string>> = {
  number: 'number',
  string: 'string',
  boolean: 'boolean',
  array: 'Array',
  function: 'Function',
  object: 'Object',
  unknown: '*',
}

function typeTag(file: SourceFile, type: string): string {
  return file.dialect === 'ts' || file.dialect === 'tsx' ? '' : `{${type}} `
}

function parameterTag(file: SourceFile, parameter: Node, language: AskerLanguage): string[] {
  if (parameter.type === 'TSParameterProperty')
    return parameterTag(file, parameter.parameter, language)
  const isRest = parameter.type === 'RestElement'
  const fallback = parameter.type === 'AssignmentPattern' ? parameter.right : undefined
  const target =
    parameter.type === 'AssignmentPattern'
      ? parameter.left
      : isRest
        ? parameter.argument
        : parameter
  // A pattern has no name of its own.
  const name = target.type === 'Identifier' ? target.name : 'options'
  if (isNamed(target, 'this')) return []
  const binding = target.type === 'Identifier' ? file.scopes.bindingOf(target) : undefined
  const kind = binding ? kindOfParameter(file, binding) : 'object'
  const type = isRest ? '...*' : jsDocTypes[kind]
  const words = wordsOf(name)
  const meaning = name.length > 2 ? spelledOut(words).join(' ') : say(kindNames[kind], language)
  const value = fallback && quoted(file, fallback)
  const note = value ? `, ${say(documentationTexts.default, language, { value })}` : ''
  const isJavaScript = typeTag(file, '') !== ''
  const shown = value && isJavaScript ? `[${name}=${value}]` : name
  return [`@param ${typeTag(file, type)}${shown} - ${meaning}${note}`]
}

function returnTag(file: SourceFile, item: FunctionNode, language: AskerLanguage): string[] {
  const returned = returnedBy(item)
  if (returned.length === 0 || ('kind' in item && item.kind === 'constructor')) return []
  const kind = kindOfReturn(file, item)
  const type = item.async ? `Promise<${jsDocTypes[kind]}>` : jsDocTypes[kind]
  const value = valueText(file, returned, kind, language)
  const text = item.async ? say(documentationTexts.promiseOf, language, { value }) : value
  return [`@returns ${typeTag(file, type)}${text}`]
}

function valueText(
  file: SourceFile,
  returned: readonly Expression[],
  kind: Kind,
  language: AskerLanguage,
): string {
  const quotes = [...new Set(returned.map((value) => quoted(file, value)))]
  const isTold = quotes.length <= 3 && quotes.every((quote) => quote !== undefined)
  if (!isTold || kindOfExpressionIsPlain(file, returned)) return say(kindNames[kind], language)
  const values = quotes.map((quote) => `\`${quote}\``)
  const [only] = values
  if (values.length === 1 && only) return only
  return say(documentationTexts.returnsOneOf, language, { values: values.join(' / ') })
}

function kindOfExpressionIsPlain(file: SourceFile, returned: readonly Expression[]): boolean {
  const kinds = returned.map((value) => kindOfExpression(file, value))
  return kinds.every((kind) => kind === 'object' || kind === 'function')
}

function throwTags(file: SourceFile, item: FunctionNode, language: AskerLanguage): string[] {
  const tags = new Set<string>()
  for (const node of ownNodes(item.body)) {
    if (node.type !== 'ThrowStatement' || file.around(node, 'TryStatement')) continue
    const thrown = node.argument
    const made = thrown.type === 'NewExpression' ? thrown.callee : undefined
    const type = made?.type === 'Identifier' ? made.name : 'Error'
    const test = file.around(node, 'IfStatement')?.test
    const condition = test && file.isInside(test, item) ? quoted(file, test) : undefined
    const when = condition ? ` ${say(documentationTexts.throwsWhen, language, { condition })}` : ''
    tags.add(`@throws {${type}}${when}`)
  }
  return [...tags]
}
