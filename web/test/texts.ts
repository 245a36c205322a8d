import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseTemplate } from '@angular/compiler'

const app = path.join(import.meta.dirname, '..', 'src', 'app')
export const languages = ['en', 'es', 'ru', 'ko'] as const
export type Language = (typeof languages)[number]

/** The texts of one folder with an `i18n` folder, by language and full key. */
export interface Scope {
  readonly name: string
  readonly texts: Readonly<Record<Language, ReadonlyMap<string, string>>>
}

export function readScopes(): readonly Scope[] {
  return filesIn(app)
    .filter((file) => file.endsWith(path.join('i18n', 'en.json')))
    .map((file) => {
      const folder = path.dirname(file)
      const name = path.basename(path.dirname(folder))
      const read = (language: Language) =>
        new Map(
          flatten(JSON.parse(readFileSync(path.join(folder, `${language}.json`), 'utf8')), name),
        )
      return { name, texts: { en: read('en'), es: read('es'), ru: read('ru'), ko: read('ko') } }
    })
}

function flatten(value: unknown, key: string): [string, string][] {
  if (typeof value === 'string') return [[key, value]]
  return Object.entries(value as object).flatMap(([name, item]) => flatten(item, `${key}.${name}`))
}

export interface Source {
  readonly file: string
  readonly code: string
}

/** All sources that may use a text. */
export function readSources(): readonly Source[] {
  return filesIn(app)
    .filter((file) => /\.(?:ts|html)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => ({ file: path.relative(app, file), code: readFileSync(file, 'utf8') }))
}

/** How the sources use keys. */
export interface KeyUse {
  /** Keys that are given to `t(…)` itself, and the file that does it. */
  readonly asked: ReadonlyMap<string, string>
  /** Everything that looks like a key, wherever it stands: some are kept in tables and asked for later. */
  readonly named: ReadonlySet<string>
  /** Beginnings of keys whose end is computed. */
  readonly prefixes: readonly string[]
}

export function findKeyUse(sources: readonly Source[], scopes: readonly Scope[]): KeyUse {
  const names = scopes.map(({ name }) => name).join('|')
  const whole = new RegExp(`(['"\`])((?:${names})(?:\\.[A-Za-z][\\w-]*)+)\\1`, 'g')
  const begun = new RegExp(`['"\`]((?:${names})\\.(?:[A-Za-z][\\w-]*\\.)*)(?:\\$\\{|['"])`, 'g')
  const asked = new Map<string, string>()
  const named = new Set<string>()
  const prefixes: string[] = []
  for (const { file, code } of sources) {
    for (const [, , key = ''] of code.matchAll(whole)) named.add(key)
    for (const [, prefix = ''] of code.matchAll(begun)) prefixes.push(prefix)
    for (const [argument] of code.matchAll(/(?<![\w.])(?:this\.|)#?t\([^()]*/g)) {
      for (const [, , key = ''] of argument.matchAll(whole)) asked.set(key, file)
    }
  }
  return { asked, named, prefixes }
}

/** Attributes and inputs whose value a person reads or hears. */
const spoken = /^(?:aria-label|title|placeholder|alt|label|text|hint|lead|error|action|phrase)$/

/** Every text that stands in a template itself: `file: text`. */
export function findHardCodedTexts(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    templatesIn(source).flatMap((template) => {
      const found: string[] = []
      const { nodes } = parseTemplate(template, source.file, { preserveWhitespaces: false })
      for (const node of nodes) visit(node as unknown as TemplateNode, found)
      return found.filter(isText).map((text) => `${source.file}: ${text.trim()}`)
    }),
  )
}

function templatesIn({ file, code }: Source): string[] {
  if (file.endsWith('.html')) return [code]
  return [...code.matchAll(/\btemplate: `([\s\S]*?)`/g)].map(([, template = '']) => template)
}

/** What we need of the many kinds of nodes of Angular's template tree. */
type TemplateNode = Readonly<Record<string, unknown>>

const parts = [
  'children',
  'branches',
  'groups',
  'cases',
  'empty',
  'placeholder',
  'loading',
  'error',
]

function visit(node: TemplateNode, found: string[]): void {
  // What is printed on a key of the keyboard.
  if (node['name'] === 'kbd') return
  const { value, attributes } = node
  if (typeof value === 'string' && !('name' in node)) found.push(value)
  const strings = (value as { ast?: { strings?: string[] } } | undefined)?.ast?.strings
  if (Array.isArray(strings)) found.push(...strings)
  for (const attribute of (attributes as { name: string; value: string }[] | undefined) ?? []) {
    if (spoken.test(attribute.name)) found.push(attribute.value)
  }
  for (const part of parts.map((name) => node[name])) {
    for (const child of Array.isArray(part) ? part : part ? [part] : []) visit(child, found)
  }
}

/** Names of things, of parameters, and examples of code are the same in every language. */
const isName =
  /^(?:Llavero|stop|top_p|response_format|temperature × top_p|XXXX-XXXX|sk-llv-|https?:\/\/\S*)$/

function isText(text: string): boolean {
  return /\p{L}/u.test(text) && !isName.test(text.trim())
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    path.join(folder, name),
  )
}
