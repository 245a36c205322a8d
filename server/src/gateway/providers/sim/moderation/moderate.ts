/** `sim-moderation`: scores by word lists. It shows how a moderation flow works; it protects nobody. */
import { hash } from 'node:crypto'
import { type Category, categories, imageCategories } from './categories.ts'
import { type Finding, findBySentence } from './word-finder.ts'

/** What is looked at together, and gets one result. */
export interface ModeratedInput {
  readonly text: string | null
  readonly hasImage: boolean
}

export interface ModerationResult {
  readonly flagged: boolean
  readonly categories: Record<Category, boolean>
  /** From 0 to 1. */
  readonly category_scores: Record<Category, number>
  readonly category_applied_input_types: Record<Category, ('text' | 'image')[]>
}

const threshold = 0.5

/** The service reads 32,768 tokens of a text, and leaves the rest out; these are as many, at a usual length. */
const mostCharacters = 131_072

/** How sure one phrase makes: the next takes away the same share of what doubt is left. */
const plainStrength = 0.8
const mildStrength = 0.3

/** The worst of two categories in one sentence is a third. */
const combinations: readonly (readonly [Finding['about'], Finding['about'], Category])[] = [
  ['hate', 'violence', 'hate/threatening'],
  ['harassment', 'violence', 'harassment/threatening'],
  ['sexual', 'minor', 'sexual/minors'],
  ['illicit', 'weapon', 'illicit/violent'],
]

/** What is found in a category counts in a wider one, too. */
const widerCategories: Partial<Record<Category, Category>> = {
  'harassment/threatening': 'harassment',
  'hate/threatening': 'hate',
  'illicit/violent': 'illicit',
  'self-harm/intent': 'self-harm',
  'self-harm/instructions': 'self-harm',
  'sexual/minors': 'sexual',
  'violence/graphic': 'violence',
}

/** Images are not looked at: they apply, as with the service, and score next to nothing. */
export function moderate({ text: whole, hasImage }: ModeratedInput): ModerationResult {
  const text = whole?.slice(0, mostCharacters) ?? null
  const doubts = doubtsAbout(text ?? '')
  const entries = categories.map((category, index) => {
    const types = [
      ...(text === null ? [] : (['text'] as const)),
      ...(hasImage && imageCategories.has(category) ? (['image'] as const) : []),
    ]
    const doubt = (doubts.get(category) ?? 1) * (1 - leastScore(text ?? '', index))
    return { category, types: [...types], score: types.length === 0 ? 0 : 1 - doubt }
  })
  const flags = entries.map(({ category, score }) => [category, score >= threshold] as const)
  return {
    flagged: flags.some(([, isFlagged]) => isFlagged),
    categories: Object.fromEntries(flags) as Record<Category, boolean>,
    category_scores: Object.fromEntries(
      entries.map(({ category, score }) => [category, score]),
    ) as Record<Category, number>,
    category_applied_input_types: Object.fromEntries(
      entries.map(({ category, types }) => [category, types]),
    ) as Record<Category, ('text' | 'image')[]>,
  }
}

/** The share of doubt that is left in each category that something was found in. */
function doubtsAbout(text: string): Map<Category | Finding['about'], number> {
  const doubts = new Map<Category | Finding['about'], number>()
  const suspect = (category: Finding['about'], strength: number): void => {
    for (let about: typeof category | undefined = category; about; about = widerOf(about)) {
      doubts.set(about, (doubts.get(about) ?? 1) * (1 - strength))
    }
  }
  for (const findings of findBySentence(text)) {
    for (const { about, isPlain } of findings) {
      suspect(about, isPlain ? plainStrength : mildStrength)
    }
    const found = new Set(findings.map(({ about }) => about))
    for (const [one, other, combined] of combinations) {
      if (found.has(one) && found.has(other)) suspect(combined, plainStrength)
    }
  }
  return doubts
}

function widerOf(about: Finding['about']): Category | undefined {
  return widerCategories[about as Category]
}

/** The service never says zero: a small number that a text and a category have for good. */
function leastScore(text: string, category: number): number {
  const [first = 0, second = 0] = hash('sha256', `${category}:${text}`, 'buffer')
  return 10 ** -(4 + (first / 255) * 2) * (0.5 + second / 510)
}
