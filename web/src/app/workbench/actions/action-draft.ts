import type { ActionObject } from '@llavero/protocol/control/actions.ts'
import { type Language, languages } from '../../language/language'
import type { ActionDraft } from '../workbench-api'

/** What the form holds: every language has its fields, empty where nothing is written. */
export interface DraftForm {
  readonly slug: string
  readonly name: Readonly<Record<Language, string>>
  readonly system: Readonly<Record<Language, string>>
  readonly user: Readonly<Record<Language, string>>
  readonly tier: ActionObject['tier']
  readonly output: ActionObject['output']
  readonly model: string
  readonly parameters: ActionObject['parameters']
}

const nothing: Readonly<Record<Language, string>> = { en: '', es: '', ru: '', ko: '' }

/** What a new action begins with: the placeholders that it needs. */
export function newDraft(
  language: Language,
  words: { readonly system: string; readonly user: string },
): DraftForm {
  return {
    slug: '',
    name: nothing,
    system: { ...nothing, [language]: words.system },
    user: { ...nothing, [language]: words.user },
    tier: 'balanced',
    output: 'report',
    model: '',
    parameters: { temperature: 0.3 },
  }
}

export function draftOf({
  slug,
  name,
  prompts,
  tier,
  output,
  model,
  parameters,
}: ActionObject): DraftForm {
  const inAll = (of: (language: Language) => string | undefined): Record<Language, string> => ({
    en: of('en') ?? '',
    es: of('es') ?? '',
    ru: of('ru') ?? '',
    ko: of('ko') ?? '',
  })
  return {
    slug,
    name: inAll((language) => name[language]),
    system: inAll((language) => prompts[language]?.system),
    user: inAll((language) => prompts[language]?.user),
    tier,
    output,
    model: model ?? '',
    parameters,
  }
}

/** What is sent: only the languages that say something. */
export function bodyOf({ name, tier, output, model, parameters, ...rest }: DraftForm): ActionDraft {
  return {
    name: written(languages, (language) => name[language].trim() || undefined),
    prompts: promptsOf(rest),
    tier,
    output,
    model: model === '' ? null : model,
    parameters,
  }
}

export function promptsOf({
  system,
  user,
}: Pick<DraftForm, 'system' | 'user'>): ActionDraft['prompts'] {
  return written(languages, (language) =>
    user[language].trim() === '' ? undefined : { system: system[language], user: user[language] },
  )
}

/** A slug out of a name: `Find security holes` becomes `find-security-holes`. */
export function slugFrom(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
}

function written<Value>(
  all: readonly Language[],
  of: (language: Language) => Value | undefined,
): Partial<Record<Language, Value>> {
  const entries = all.map((language) => [language, of(language)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Partial<
    Record<Language, Value>
  >
}
