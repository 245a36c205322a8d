import { type Bracket, bracketsIn, closerOf, openAt } from '../syntax/brackets.ts'
import { type Dialect, parseCode, type SyntaxProblem } from '../syntax/parse.ts'
import type { Change, Edit } from '../rewrite.ts'
import type { BugRule } from './reasons.ts'

/** Code that did not parse, with what was put in or taken out so that it does. */
export interface Mended {
  readonly code: string
  readonly changes: readonly Change<BugRule>[]
  /** What is still wrong; null when the code parses now. */
  readonly problem: SyntaxProblem | null
}

interface Repair extends Edit {
  readonly rule: BugRule
  readonly words: Readonly<Record<string, string>>
}

const mostRepairs = 12
// Every try costs a parse of the whole snippet.
const mostCharactersParsed = 6_000_000

/**
 * Repairs code at the place where the parser stops: of all repairs that fit there, it takes the one that
 * lets the parser come farthest, and goes on until the code parses or no repair helps.
 */
export function mend(broken: string, dialect: Dialect): Mended {
  let code = broken
  let spent = 0
  let addedLines = 0
  const changes: Change<BugRule>[] = []
  let outcome = parseCode(code, dialect)
  while (!outcome.parsed && changes.length < mostRepairs && spent < mostCharactersParsed) {
    const { problem } = outcome
    const repairs = repairsFor(code, problem)
    spent += code.length * (repairs.length + 1)
    const best = bestOf(code, dialect, repairs)
    const reach = best ? best.reach - best.repair.text.length : -1
    if (!best || reach <= problem.offset) break
    changes.push({
      line: lineAt(code, best.repair.start) - addedLines,
      rule: best.repair.rule,
      words: best.repair.words,
    })
    addedLines += best.repair.text.split('\n').length - 1
    code = best.code
    outcome = parseCode(code, dialect)
  }
  return { code, changes, problem: outcome.parsed ? null : outcome.problem }
}

interface Try {
  readonly repair: Repair
  readonly code: string
  /** How far the parser came; infinite when it reached the end. */
  readonly reach: number
}

function bestOf(code: string, dialect: Dialect, repairs: readonly Repair[]): Try | undefined {
  let best: Try | undefined
  for (const repair of repairs) {
    const repaired = code.slice(0, repair.start) + repair.text + code.slice(repair.end)
    const outcome = parseCode(repaired, dialect)
    if (outcome.parsed) return { repair, code: repaired, reach: Infinity }
    const reach = outcome.problem.offset
    if (!best || reach > best.reach) best = { repair, code: repaired, reach }
  }
  return best
}

function repairsFor(code: string, problem: SyntaxProblem): Repair[] {
  switch (problem.reason) {
    case 'UnterminatedString':
      return quoteRepairs(code, problem.offset, code[problem.offset] ?? "'")
    case 'UnterminatedTemplate':
      return quoteRepairs(code, problem.offset - 1, '`')
    case 'UnterminatedComment':
      return [insertion('unclosed-comment', code.length, ' */')]
    case 'TooDeep':
      return []
    case 'VarRedeclaration':
      return redeclarationRepairs(code, problem.offset)
    default:
      return [...asyncRepairs(code, problem.offset), ...bracketRepairs(code, problem)]
  }
}

function insertion(
  rule: BugRule,
  offset: number,
  text: string,
  words: Readonly<Record<string, string>> = {},
): Repair {
  return { rule, start: offset, end: offset, text, words }
}

// The quote belongs before what closes the line: `log("hello);` lacks it before `);`.
function quoteRepairs(code: string, start: number, quote: string): Repair[] {
  const lineEnd = endOfLine(code, Math.max(start, 0))
  const line = code.slice(start, lineEnd)
  const tail = /[)\]},;\s]*$/.exec(line)?.[0].length ?? 0
  const tails = [tail, /;?\s*$/.exec(line)?.[0].length ?? 0, 0]
  return tails.map((length) => insertion('missing-quote', lineEnd - length, quote, { quote }))
}

function redeclarationRepairs(code: string, offset: number): Repair[] {
  const keyword = /\b(?:let|const|var)\s+$/.exec(code.slice(0, offset))
  const name = /^[\w$]+(?=\s*=[^=])/.exec(code.slice(offset))?.[0]
  if (!keyword || !name) return []
  return [{ rule: 'redeclared-name', start: keyword.index, end: offset, text: '', words: { name } }]
}

function bracketRepairs(code: string, problem: SyntaxProblem): Repair[] {
  const brackets = bracketsIn(code)
  const here = code[problem.offset] ?? ''
  const at = code.slice(0, problem.offset).trimEnd().length
  const repairs = [...closersByIndent(code, brackets)]
  const open = openAt(brackets, problem.offset).at(-1)
  const closers = new Set([problem.expected, open && closerOf[open.character], ')', ']', '}'])
  for (const closer of closers) {
    if (!closer || !/^[)\]}]$/.test(closer)) continue
    repairs.push(insertion('missing-bracket', at, closer, { bracket: closer }))
  }
  if (/[)\]}]/.test(here)) {
    repairs.push({
      rule: 'extra-bracket',
      start: problem.offset,
      end: problem.offset + 1,
      text: '',
      words: { bracket: here },
    })
  }
  for (const separator of [',', ';']) {
    if (!open && problem.expected !== separator) continue
    repairs.push(insertion('missing-separator', at, separator, { separator }))
  }
  if (at === code.trimEnd().length) repairs.unshift(...closersAtEnd(code, brackets))
  return repairs
}

function closersAtEnd(code: string, brackets: readonly Bracket[]): Repair[] {
  const open = openAt(brackets, code.length)
  const last = open.at(-1)
  if (!last) return []
  const closer = closerOf[last.character] ?? ''
  const isBlock = closer === '}' && endOfLine(code, last.offset) < code.length
  const end = code.trimEnd().length
  const text = isBlock ? `\n${indentAt(code, last.offset)}}` : closer
  return [
    ...closersByIndent(code, brackets),
    insertion('missing-bracket', end, text, { bracket: closer }),
  ]
}

// A `}` that stands left of the line which it would close closes something farther out.
function closersByIndent(code: string, brackets: readonly Bracket[]): Repair[] {
  const byOffset = new Map(brackets.map((bracket) => [bracket.offset, bracket]))
  for (const bracket of brackets) {
    if (bracket.character !== '}' || bracket.partner === null) continue
    const opener = byOffset.get(bracket.partner)
    const indent = indentAt(code, bracket.partner)
    const lineStart = code.lastIndexOf('\n', bracket.offset) + 1
    const isFirst = code.slice(lineStart, bracket.offset).trim() === ''
    if (!opener || !isFirst || indentAt(code, bracket.offset).length >= indent.length) continue
    return [insertion('missing-bracket', lineStart, `${indent}}\n`, { bracket: '}' })]
  }
  return []
}

// `await` in a function that is not async stops the parser at the word or right behind it.
function asyncRepairs(code: string, offset: number): Repair[] {
  const isAwait = /\bawait\s*$/.test(code.slice(0, offset)) || code.startsWith('await', offset)
  if (!isAwait) return []
  const brackets = bracketsIn(code)
  const open = openAt(brackets, offset).toReversed()
  for (const bracket of open) {
    const start = bracket.character === '{' ? functionStart(code, brackets, bracket) : null
    if (start !== null) return [insertion('await-in-sync-function', start, 'async ')]
  }
  return []
}

const longestSignature = 200

const controlWords = /\b(?:if|for|while|switch|catch|with)\s*$/

/** Where the function begins whose body this brace opens; null when it opens something else. */
function functionStart(code: string, brackets: readonly Bracket[], brace: Bracket): number | null {
  const head = code.slice(0, brace.offset).trimEnd()
  const isArrow = head.endsWith('=>')
  const signature = isArrow
    ? head.slice(0, -2).trimEnd()
    : head.slice(0, -longestSignature) +
      head.slice(-longestSignature).replace(/\)\s*:[^(){};]*$/, ')')
  if (!signature.endsWith(')')) {
    const nameLength = /[\w$]+$/.exec(signature.slice(-longestSignature))?.[0].length ?? 0
    return isArrow && nameLength > 0 ? signature.length - nameLength : null
  }
  const closer = brackets.find((bracket) => bracket.offset === signature.length - 1)
  if (closer?.partner == null) return null
  if (isArrow) return closer.partner
  const from = Math.max(0, closer.partner - longestSignature)
  const before = code.slice(from, closer.partner)
  if (controlWords.test(before)) return null
  const name = /(?:\bfunction\s*\*?\s*)?[\w$]*\s*$/.exec(before)
  return name ? from + name.index : null
}

function endOfLine(code: string, offset: number): number {
  const end = code.indexOf('\n', offset)
  const lineEnd = end === -1 ? code.length : end
  return code[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd
}

function indentAt(code: string, offset: number): string {
  const lineStart = code.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(code.slice(lineStart, offset))?.[0] ?? ''
}

function lineAt(code: string, offset: number): number {
  return code.slice(0, offset).split('\n').length
}
