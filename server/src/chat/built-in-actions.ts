import type { PromptTemplates } from '@llavero/protocol/control/actions.ts'
import { type Language, languages } from '@llavero/protocol/control/languages.ts'
import type { CodeActions } from '../storage/code-actions.ts'
import { type ActionContent, contentOf, contentRow, newAction } from './action-object.ts'
import { englishPrompts } from './prompts/en.ts'
import { spanishPrompts } from './prompts/es.ts'
import { koreanPrompts } from './prompts/ko.ts'
import type { BuiltInSlug, PromptTexts } from './prompts/prompt-texts.ts'
import { russianPrompts } from './prompts/ru.ts'

const texts: Readonly<Record<Language, PromptTexts>> = {
  en: englishPrompts,
  es: spanishPrompts,
  ru: russianPrompts,
  ko: koreanPrompts,
}

/** Little chance in what is to be exact; a little more where several answers are good. */
const definitions: Readonly<
  Record<BuiltInSlug, Pick<ActionContent, 'tier' | 'output' | 'parameters'>>
> = {
  'fix-bugs': { tier: 'balanced', output: 'patch', parameters: { temperature: 0.2 } },
  explain: { tier: 'balanced', output: 'report', parameters: { temperature: 0.5 } },
  'fix-naming': { tier: 'balanced', output: 'patch', parameters: { temperature: 0.2 } },
  'write-documentation': { tier: 'balanced', output: 'docs', parameters: { temperature: 0.3 } },
  'generate-tests': { tier: 'balanced', output: 'tests', parameters: { temperature: 0.3 } },
  refactor: { tier: 'large', output: 'patch', parameters: { temperature: 0.2 } },
}

const builtIns: ReadonlyMap<string, ActionContent> = new Map(
  Object.entries(definitions).map(([slug, definition]) => [
    slug,
    {
      ...definition,
      name: inAll(({ names }) => names[slug as BuiltInSlug]),
      prompts: inAll((text) => templatesOf(text, slug as BuiltInSlug, definition.output)),
      model: null,
    },
  ]),
)

/** A built-in action as it was made; undefined for a slug of somebody's own. */
export function builtInAction(slug: string): ActionContent | undefined {
  return builtIns.get(slug)
}

/** The first two lines are what the simulator reads; a model reads them as the rest. */
function templatesOf(
  { role, tasks, forms, ask }: PromptTexts,
  slug: BuiltInSlug,
  output: ActionContent['output'],
): NonNullable<PromptTemplates['en']> {
  const markers = 'Action: {{action}}\nAnswer in: {{answerLanguageCode}}'
  return {
    system: [markers, role, tasks[slug], forms[output]].join('\n\n'),
    user: `${ask}\n\n{{codeBlock}}`,
  }
}

function inAll<Value>(of: (text: PromptTexts) => Value): Record<Language, Value> {
  return Object.fromEntries(languages.map((language) => [language, of(texts[language])])) as Record<
    Language,
    Value
  >
}

/**
 * Sees to it that all built-in actions are there. One that a newer version of this software says
 * differently gets a new version, unless somebody has edited it. Processes that start together may do this
 * at the same time.
 */
export async function seedBuiltInActions(actions: CodeActions, nowMs: number): Promise<void> {
  const found = new Map((await actions.listBuiltIn()).map((one) => [one.action.slug, one]))
  for (const [position, [slug, content]] of [...builtIns].entries()) {
    const row = contentRow(content, nowMs)
    const before = found.get(slug)
    if (before === undefined) {
      // They are listed in the order in which they were made.
      const action = newAction({ id: `action_${slug}`, personId: null, slug }, nowMs + position)
      await actions.insert([{ action, content: row }])
    } else if (before.action.is_modified === 0 && !isSame(contentOf(before), content)) {
      await actions.addVersion(before.action, row, false)
    }
  }
}

function isSame(a: ActionContent, b: ActionContent): boolean {
  const { created_at: _a, ...left } = contentRow(a, 0)
  const { created_at: _b, ...right } = contentRow(b, 0)
  return JSON.stringify(left) === JSON.stringify(right)
}
