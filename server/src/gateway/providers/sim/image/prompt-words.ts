/** Turns a prompt into the words of the vocabulary. */
import {
  colorWords,
  type FigureName,
  figureWords,
  numberWords,
  type Setting,
  settingWords,
  sizeWords,
  timeWords,
  type Weather,
  weatherWords,
} from './vocabulary.ts'
import type { Time } from './palettes.ts'

export type Meaning =
  | { readonly kind: 'color'; readonly value: keyof typeof colorWords }
  | { readonly kind: 'setting'; readonly value: Setting }
  | { readonly kind: 'time'; readonly value: Time }
  | { readonly kind: 'weather'; readonly value: Weather }
  | { readonly kind: 'figure'; readonly value: FigureName }
  | { readonly kind: 'number'; readonly value: string }
  | { readonly kind: 'size'; readonly value: keyof typeof sizeWords }

/** A word of the prompt; `meaning` is null where the vocabulary does not know it. */
export interface PromptWord {
  readonly text: string
  readonly meaning: Meaning | null
}

interface Entry {
  readonly words: readonly string[]
  readonly isOpen: boolean
  readonly meaning: Meaning
}

/** By the first letter; longer entries first, so that `light blue` wins over `blue`. */
const entries = new Map(
  [...Map.groupBy(allEntries(), ({ words }) => words[0]?.[0] ?? '')].map(([letter, group]) => [
    letter,
    group.toSorted((a, b) => lengthOf(b) - lengthOf(a)),
  ]),
)

function lengthOf({ words, isOpen }: Entry): number {
  return words.join(' ').length * 2 + (isOpen ? 0 : 1)
}

function* allEntries(): Generator<Entry> {
  yield* entriesOf('color', colorWords)
  yield* entriesOf('setting', settingWords)
  yield* entriesOf('time', timeWords)
  yield* entriesOf('weather', weatherWords)
  yield* entriesOf('figure', figureWords)
  yield* entriesOf('number', numberWords)
  yield* entriesOf('size', sizeWords)
}

function* entriesOf(
  kind: Meaning['kind'],
  lists: Readonly<Record<string, string>>,
): Generator<Entry> {
  for (const [value, list] of Object.entries(lists)) {
    for (const phrase of list.split(', ')) {
      const isOpen = phrase.endsWith('*')
      const words = plain(phrase.replace('*', '')).split(' ')
      yield { words, isOpen, meaning: { kind, value } as Meaning }
    }
  }
}

/** The words of a prompt in order; two that mean one thing together are one. */
export function readWords(prompt: string): PromptWord[] {
  const texts = plain(prompt).match(/[\p{L}\p{N}]+/gu) ?? []
  const words: PromptWord[] = []
  for (let at = 0; at < texts.length;) {
    const entry = entries.get(texts[at]?.[0] ?? '')?.find((candidate) => fits(candidate, texts, at))
    const length = entry?.words.length ?? 1
    words.push({ text: texts.slice(at, at + length).join(' '), meaning: entry?.meaning ?? null })
    at += length
  }
  return words
}

function fits({ words, isOpen }: Entry, texts: readonly string[], start: number): boolean {
  return words.every((word, index) => {
    const text = texts[start + index]
    return isOpen && index === words.length - 1 ? text?.startsWith(word) === true : text === word
  })
}

/** Without case and accents, on both sides: `й` becomes `и`, too. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .normalize('NFC')
}
