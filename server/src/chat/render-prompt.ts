import type { PromptTemplates } from '@llavero/protocol/control/actions.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { type Language, languages } from '@llavero/protocol/control/languages.ts'

/** What is asked about, and how it is to be answered. */
export interface Snippet {
  readonly code: string
  /** As people and fences write it, e.g. `typescript`. */
  readonly language: string
  readonly fileName: string | null
  readonly answerLanguage: Language
}

export interface PromptMessage {
  readonly role: 'system' | 'user'
  readonly content: string
}

export interface RenderedPrompt {
  readonly language: Language
  readonly messages: readonly PromptMessage[]
}

/** The names of the languages in themselves: a prompt in Korean asks for an answer in 한국어. */
const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  es: 'español',
  ru: 'русский',
  ko: '한국어',
}

/** What a placeholder stands for. `code` is the bare snippet, `codeBlock` the same between fences. */
const placeholders: Readonly<Record<string, (snippet: Snippet, slug: string) => string>> = {
  code: ({ code }) => code,
  codeBlock: ({ code, language }) => fenced(code, language),
  language: ({ language }) => language,
  fileName: ({ fileName }) => fileName ?? '',
  answerLanguage: ({ answerLanguage }) => languageNames[answerLanguage],
  answerLanguageCode: ({ answerLanguage }) => answerLanguage,
  action: (_snippet, slug) => slug,
}

/** `{{name}}`; a backslash before it makes it plain text. */
const placeholder = /(\\?)\{\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}\}/g

/**
 * Fills the templates in, each placeholder once: what a snippet holds is never taken for a placeholder.
 * The template in the language of the answer is taken, else the first one there is.
 */
export function renderPrompt(
  prompts: PromptTemplates,
  slug: string,
  snippet: Snippet,
): RenderedPrompt {
  const language = firstLanguage(prompts, snippet.answerLanguage)
  const { system, user } = prompts[language] ?? { system: '', user: '' }
  const fill = (template: string) =>
    template.replace(placeholder, (whole, escape: string, name: string) =>
      escape === '' ? (placeholders[name]?.(snippet, slug) ?? whole) : whole.slice(1),
    )
  const messages: PromptMessage[] = [{ role: 'user', content: fill(user) }]
  if (system.trim() !== '') messages.unshift({ role: 'system', content: fill(system) })
  return { language, messages }
}

/** The text in this language, else in the first one there is, in the order en, es, ru, ko. */
export function firstLanguage(
  texts: Readonly<Partial<Record<Language, unknown>>>,
  wanted: Language,
): Language {
  if (texts[wanted] !== undefined) return wanted
  return languages.find((language) => texts[language] !== undefined) ?? wanted
}

/** Throws GatewayError for a placeholder that there is not, and for templates without the snippet. */
export function checkTemplates(prompts: PromptTemplates, path = 'prompts'): void {
  for (const language of languages) {
    const templates = prompts[language]
    if (templates === undefined) continue
    const used = new Set<string>()
    for (const part of ['system', 'user'] as const) {
      for (const name of namesIn(templates[part], `${path}.${language}.${part}`)) used.add(name)
    }
    if (used.has('code') || used.has('codeBlock')) continue
    const param = `${path}.${language}.user`
    const message = `Invalid '${param}': the snippet is missing. Expected {{code}} or {{codeBlock}} in it.`
    throw new GatewayError('invalid_value', message, { param })
  }
}

function namesIn(template: string, param: string): string[] {
  return [...template.matchAll(placeholder)].flatMap(([, escape, name = '']) => {
    if (escape !== '') return []
    if (Object.hasOwn(placeholders, name)) return [name]
    const known = Object.keys(placeholders).map((one) => `{{${one}}}`)
    const message = `Invalid '${param}': unknown placeholder '{{${name.slice(0, 64)}}}'. Known placeholders are: ${known.join(', ')}.`
    throw new GatewayError('invalid_value', message, { param })
  })
}

/** Between fences that are longer than any row of backticks in the code, so that nothing in it ends the block. */
function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...(code.match(/`{3,}/g) ?? []).map((row) => row.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language.replaceAll('`', '')}\n${code}${code.endsWith('\n') ? '' : '\n'}${fence}`
}
