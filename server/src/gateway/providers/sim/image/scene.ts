import { type Color, hex } from './color.ts'
import type { Time } from './palettes.ts'
import { type Meaning, type PromptWord, readWords } from './prompt-words.ts'
import { type FigureName, pluralPattern, type Setting, type Weather } from './vocabulary.ts'

/** What a prompt asks to see, as far as its words are known. */
export interface Scene {
  readonly figures: readonly Figure[]
  readonly setting: Setting | null
  readonly time: Time | null
  readonly weather: Weather | null
  /** Colours that were named without a figure beside them. */
  readonly colors: readonly Color[]
  /** All words, known or not: they decide what chance decides elsewhere. */
  readonly words: readonly string[]
}

export interface Figure {
  readonly name: FigureName
  readonly count: number
  /** 1 is usual. */
  readonly scale: number
  readonly color: Color | null
}

/** More figures than this would only hide one another. */
const maxFigures = 8

/** A word describes the figure that is at most so many words away. */
const reach = 2

export function readScene(prompt: string): Scene {
  const words = readWords(prompt)
  const described = new Set<number>()
  const figures = words.flatMap((word, index) => readFigure(words, index, described))
  const first = (kind: Meaning['kind']) =>
    words.map(({ meaning }) => meaning).find((meaning) => meaning?.kind === kind)?.value ?? null
  const colors = words.flatMap(({ meaning }, index) =>
    meaning?.kind === 'color' && !described.has(index) ? [hex(meaning.value)] : [],
  )
  return {
    figures: figures.slice(0, maxFigures),
    setting: first('setting') as Setting | null,
    time: first('time') as Time | null,
    weather: first('weather') as Weather | null,
    colors,
    words: words.map(({ text }) => text),
  }
}

function readFigure(
  words: readonly PromptWord[],
  index: number,
  described: Set<number>,
): readonly Figure[] {
  const word = words[index]
  if (word?.meaning?.kind !== 'figure') return []
  const describe = (kind: Meaning['kind']) => describingWord(words, index, kind, described)
  const color = describe('color')
  const size = describe('size')
  const number = describe('number')
  const usual = pluralPattern.test(word.text) ? 3 : 1
  return [
    {
      name: word.meaning.value,
      count: number === null ? usual : Number(number),
      scale: size === 'big' ? 1.6 : size === 'small' ? 0.6 : 1,
      color: color === null ? null : hex(color),
    },
  ]
}

/**
 * Before the figure, or after it as in Spanish, unless it is as near to another figure; each word
 * describes one.
 */
function describingWord(
  words: readonly PromptWord[],
  index: number,
  kind: Meaning['kind'],
  described: Set<number>,
): string | null {
  for (const direction of [-1, 1]) {
    for (let step = 1; step <= reach; step++) {
      const at = index + direction * step
      const meaning = words[at]?.meaning
      if (meaning?.kind === 'figure' || meaning?.kind === 'setting') break
      const isNearer = direction === -1 || !hasFigure(words.slice(at + 1, at + 1 + step))
      if (meaning?.kind !== kind || described.has(at) || !isNearer) continue
      described.add(at)
      return meaning.value
    }
  }
  return null
}

function hasFigure(words: readonly PromptWord[]): boolean {
  return words.some(({ meaning }) => meaning?.kind === 'figure')
}
