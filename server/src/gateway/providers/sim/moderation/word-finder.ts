/** Finds the phrases of the word lists in a text. */
import type { Category } from './categories.ts'
import { type Circumstance, wordLists } from './word-lists.ts'

export interface Finding {
  readonly about: Category | Circumstance
  readonly isPlain: boolean
}

interface Phrase extends Finding {
  readonly words: readonly PhraseWord[]
}

interface PhraseWord {
  readonly stem: string
  readonly isOpen: boolean
}

/** By the first letter of the first word: a text is compared with few phrases at each of its words. */
const phrases = Map.groupBy(allPhrases(), ({ words }) => words[0]?.stem[0] ?? '')

function* allPhrases(): Generator<Phrase> {
  for (const lists of Object.values(wordLists)) {
    for (const [about, list] of Object.entries(lists) as [Finding['about'], typeof lists.hate][]) {
      yield* readPhrases(about, list?.plain, true)
      yield* readPhrases(about, list?.mild, false)
    }
  }
}

function* readPhrases(
  about: Finding['about'],
  list: string | undefined,
  isPlain: boolean,
): Generator<Phrase> {
  for (const phrase of list?.split(',') ?? []) {
    const words = phrase
      .trim()
      .split(' ')
      .map((word) => ({ stem: plain(word.replace('*', '')), isOpen: word.endsWith('*') }))
    yield { about, isPlain, words }
  }
}

/** What a text has of the lists, sentence by sentence; a sentence without any is left out. */
export function* findBySentence(text: string): Generator<readonly Finding[]> {
  for (const sentence of plain(text).split(/[.!?\n。]+/)) {
    const found = [...findIn(sentence.match(/[\p{L}\p{N}]+/gu) ?? [])]
    if (found.length > 0) yield found
  }
}

function* findIn(words: readonly string[]): Generator<Finding> {
  for (const [start, word] of words.entries()) {
    for (const phrase of phrases.get(word[0] ?? '') ?? []) {
      if (phrase.words.every((expected, index) => fits(words[start + index], expected))) {
        yield phrase
      }
    }
  }
}

function fits(word: string | undefined, { stem, isOpen }: PhraseWord): boolean {
  return isOpen ? word?.startsWith(stem) === true : word === stem
}

/** Without case, accents and the apostrophes of `I'm` and `don't`, which are written out. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[’`]/g, "'")
    .replaceAll("n't", ' not')
    .replaceAll("'ll", ' will')
    .replaceAll("'re", ' are')
    .replaceAll(/\bi'm\b/g, 'i am')
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .normalize('NFC')
}
