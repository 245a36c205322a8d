import type { CodeAction } from './code-action.ts'
import { type AskerLanguage, askerLanguages } from './language.ts'
import { type Dialect, parseCode } from './syntax/parse.ts'
import { actionMarkers, actionWords, foreignSigns, spanishWords } from './request-words.ts'

/** One message of a conversation, reduced to its text. */
export interface CodeMessage {
  readonly role: string
  readonly text: string
}

/** The snippet that is asked about. */
type AskedCode =
  | { readonly kind: 'none' }
  /** A language that this helper cannot read, by the name that the asker gave it or that we guess. */
  | { readonly kind: 'foreign'; readonly name: string }
  | { readonly kind: 'script'; readonly code: string; readonly dialect: Dialect }

export interface CodeRequest {
  readonly action: CodeAction
  readonly language: AskerLanguage
  readonly format: 'markdown' | 'json'
  readonly asked: AskedCode
}

/** Finds out what is wanted. Marker lines in a system message win over guessing. */
export function readRequest(messages: readonly CodeMessage[]): CodeRequest {
  const system = messages.filter(({ role }) => role === 'system' || role === 'developer')
  const markers = system.map(({ text }) => text).join('\n')
  const asking = messages.filter(({ role }) => role === 'user').toReversed()
  const found = findCode(asking.map(({ text }) => text))
  return {
    action: actionIn(markers) ?? guessAction(found.prose) ?? 'explain',
    language: languageIn(markers) ?? guessLanguage(found.prose || markers),
    format: /^format:\s*json\s*$/im.test(markers) ? 'json' : 'markdown',
    asked: found.asked,
  }
}

// ── Markers ──────────────────────────────────────────────────────────────────────────────────────

function actionIn(markers: string): CodeAction | undefined {
  const written = /^action:\s*([a-z][a-z _-]*?)\s*$/im.exec(markers)?.[1]
  return written ? actionMarkers.get(written.toLowerCase().replace(/[ _]+/g, '-')) : undefined
}

function languageIn(markers: string): AskerLanguage | undefined {
  const written = /^answer in:\s*([a-z]{2})\b/im.exec(markers)?.[1]?.toLowerCase()
  return askerLanguages.find((language) => language === written)
}

// ── Guesses ──────────────────────────────────────────────────────────────────────────────────────

const longestProse = 4_000

function guessAction(prose: string): CodeAction | undefined {
  const text = prose.slice(0, longestProse).toLowerCase()
  return actionWords.find(({ pattern }) => pattern.test(text))?.action
}

function guessLanguage(prose: string): AskerLanguage {
  const text = prose.slice(0, longestProse)
  if (/\p{Script=Hangul}/u.test(text)) return 'ko'
  if (/\p{Script=Cyrillic}/u.test(text)) return 'ru'
  return spanishWords.test(text) ? 'es' : 'en'
}

// ── Code ─────────────────────────────────────────────────────────────────────────────────────────

interface FoundCode {
  readonly asked: AskedCode
  /** What the asker said besides the code. */
  readonly prose: string
}

const dialectNames: ReadonlyMap<string, Dialect> = new Map([
  ['js', 'js'],
  ['javascript', 'js'],
  ['mjs', 'js'],
  ['cjs', 'js'],
  ['node', 'js'],
  ['ecmascript', 'js'],
  ['jsx', 'jsx'],
  ['ts', 'ts'],
  ['typescript', 'ts'],
  ['mts', 'ts'],
  ['cts', 'ts'],
  ['tsx', 'tsx'],
])

// The newest message comes first; the code may stand in an older one than the question.
function findCode(texts: readonly string[]): FoundCode {
  const prose: string[] = []
  for (const text of texts) {
    const block = lastBlock(text)
    if (block) {
      prose.push(text.slice(0, block.start), text.slice(block.end))
      return { asked: askedFrom(block.code, block.info), prose: prose.join('\n').trim() }
    }
    const bare = bareCode(text)
    if (bare) {
      prose.push(text.slice(0, text.length - bare.code.length))
      return { asked: bare.asked, prose: prose.join('\n').trim() }
    }
    prose.push(text)
  }
  return { asked: { kind: 'none' }, prose: prose.join('\n').trim() }
}

interface FencedBlock {
  readonly start: number
  readonly end: number
  readonly info: string
  readonly code: string
}

// Line by line, as CommonMark says: a fence closes with at least as many marks as it opened with, and
// an unclosed one runs to the end.
function lastBlock(text: string): FencedBlock | undefined {
  let open: { start: number; marks: string; info: string; codeStart: number } | undefined
  let last: FencedBlock | undefined
  let offset = 0
  for (const line of text.split('\n')) {
    const next = offset + line.length + 1
    const fence = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`\r]*)\r?$/.exec(line)
    if (!open && fence?.[1]) {
      open = { start: offset, marks: fence[1], info: (fence[2] ?? '').trim(), codeStart: next }
    } else if (open && fence?.[1]?.startsWith(open.marks) && !fence[2]?.trim()) {
      const code = text.slice(open.codeStart, Math.max(offset - 1, open.codeStart))
      last = { start: open.start, end: Math.min(next, text.length), info: open.info, code }
      open = undefined
    }
    offset = next
  }
  if (!open) return last
  return { start: open.start, end: text.length, info: open.info, code: text.slice(open.codeStart) }
}

function askedFrom(code: string, info: string): AskedCode {
  const name = /^[\w+#.-]+/.exec(info)?.[0]?.toLowerCase() ?? ''
  if (code.trim() === '') return { kind: 'none' }
  const dialect = dialectNames.get(name)
  if (dialect) return { kind: 'script', code, dialect: bestDialect(code, dialect) }
  const isUnnamed = name === '' || /^(text|txt|code|plain\w*)$/.test(name)
  return isUnnamed ? askedFromUnnamed(code) : { kind: 'foreign', name: info.split(/\s/)[0] ?? name }
}

function askedFromUnnamed(code: string): AskedCode {
  const dialect = dialectOf(code)
  const foreign = foreignSigns.find(({ pattern }) => pattern.test(code.slice(0, 4_000)))
  if (!dialect && foreign) return { kind: 'foreign', name: foreign.name }
  return { kind: 'script', code, dialect: dialect ?? (looksTyped(code) ? 'ts' : 'js') }
}

/** The first dialect in which the code parses. */
function dialectOf(code: string): Dialect | undefined {
  const dialects: readonly Dialect[] = looksTyped(code) ? ['ts', 'tsx', 'js'] : ['js', 'ts', 'tsx']
  return dialects.find((dialect) => parseCode(code, dialect).parsed)
}

// An info string may promise too little: types in a `js` block, tags in a `ts` block.
function bestDialect(code: string, named: Dialect): Dialect {
  const wider: Readonly<Record<Dialect, readonly Dialect[]>> = {
    js: ['js', 'ts', 'tsx'],
    jsx: ['jsx', 'tsx'],
    ts: ['ts', 'tsx'],
    tsx: ['tsx', 'ts'],
  }
  return wider[named].find((dialect) => parseCode(code, dialect).parsed) ?? named
}

function looksTyped(code: string): boolean {
  return /\b(interface|enum)\s+\w+\s*\{|\btype\s+\w+\s*=|[\w)\]]\??:\s*(string|number|boolean|void|unknown|any)\b/.test(
    code,
  )
}

// A message without a fence: the whole of it, or what follows its first line or first blank line.
function bareCode(text: string): { asked: AskedCode; code: string } | undefined {
  const afterLine = text.slice(text.indexOf('\n') + 1)
  const blank = /\n\s*\n/.exec(text)
  const afterBlank = blank ? text.slice(blank.index + blank[0].length) : text
  const parts = new Set([text, afterLine, afterBlank].filter(looksLikeCode))
  for (const code of parts) {
    const dialect = dialectOf(code)
    if (dialect) return { asked: { kind: 'script', code, dialect }, code }
  }
  const [broken] = [...parts].toReversed()
  return broken === undefined ? undefined : { asked: askedFromUnnamed(broken), code: broken }
}

function looksLikeCode(text: string): boolean {
  const start = text.slice(0, 4_000)
  const isProgram = /\b(function|const|let|var|class|import|return|if|for|def|func|fn|public)\b/
  if (isProgram.test(start) && /[{}();=]/.test(start)) return /^\s*[\w$/@<({[`'"]/.test(start)
  return /^\s*[\w$.]+\([^]*\)[\s;]*$|=>|^\s*[\w$.]+\s*=[^=]/.test(start)
}
