/** Finds out what a text is about by its trigrams, which needs no word list in any language. */
import type { Language, Passage } from './corpus.ts'

export interface Topic {
  readonly language: Language
  /** Index of the passage whose question is nearest; null when no question is near. */
  readonly passage: number | null
}

/** A question shares at least this much (cosine of its weighted trigrams) with the text it is near to. */
const nearness = 0.3

/** What a client wrote last decides, so the end of a long text is enough. */
const maxExaminedLength = 2_000

type Weights = ReadonlyMap<string, number>

export function createTopicFinder(
  corpora: ReadonlyMap<Language, readonly Passage[]>,
): (text: string) => Topic {
  const profiles = [...corpora].map(([language, passages]) => createProfile(language, passages))
  return (text) => {
    const counts = countTrigrams(text.slice(-maxExaminedLength))
    const profile = profiles.reduce((best, other) =>
      likelihood(other, counts) > likelihood(best, counts) ? other : best,
    )
    return { language: profile.language, passage: nearestPassage(profile, counts) }
  }
}

interface Profile {
  readonly language: Language
  readonly counts: Weights
  readonly total: number
  readonly questions: readonly { readonly passage: number; readonly weights: Weights }[]
  /** How much a trigram says: rare ones say more. */
  weigh(counts: Weights): Weights
}

function createProfile(language: Language, passages: readonly Passage[]): Profile {
  const counts = countTrigrams(passages.map(({ answer }) => answer).join(' '))
  const questions = passages.flatMap(({ questions: variants }, passage) =>
    variants.map((question) => ({ passage, counts: countTrigrams(question) })),
  )
  const sightings = new Map<string, number>()
  for (const trigram of questions.flatMap((question) => [...question.counts.keys()])) {
    sightings.set(trigram, (sightings.get(trigram) ?? 0) + 1)
  }
  const weigh = (text: Weights): Weights =>
    mapValues(text, (count, trigram) => {
      const rarity = Math.log((questions.length + 1) / ((sightings.get(trigram) ?? 0) + 1))
      return Math.sqrt(count) * rarity
    })
  return {
    language,
    counts,
    total: sum(counts.values()),
    questions: questions.map(({ passage, counts: own }) => ({ passage, weights: weigh(own) })),
    weigh,
  }
}

/** Lower-case letters and digits in groups of three, with a space at each end of a word. */
function countTrigrams(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}_]+/gu)) {
    const letters = [' ', ...Array.from(word), ' ']
    for (let start = 0; start + 3 <= letters.length; start++) {
      const trigram = letters.slice(start, start + 3).join('')
      counts.set(trigram, (counts.get(trigram) ?? 0) + 1)
    }
  }
  return counts
}

/** What a trigram that a language does not have is worth: less than one sighting in any corpus. */
const unseenLikelihood = 1e-6

/** Log-likelihood of the trigrams under a language. */
function likelihood(profile: Profile, counts: Weights): number {
  let result = 0
  for (const [trigram, count] of counts) {
    result +=
      count * Math.log((profile.counts.get(trigram) ?? 0) / profile.total + unseenLikelihood)
  }
  return result
}

function nearestPassage(profile: Profile, counts: Weights): number | null {
  const weights = profile.weigh(counts)
  let best: number | null = null
  let bestSimilarity = nearness
  for (const question of profile.questions) {
    const similarity = cosine(weights, question.weights)
    if (similarity <= bestSimilarity) continue
    best = question.passage
    bestSimilarity = similarity
  }
  return best
}

function cosine(left: Weights, right: Weights): number {
  let product = 0
  for (const [trigram, weight] of right) product += weight * (left.get(trigram) ?? 0)
  return product === 0 ? 0 : product / (norm(left) * norm(right))
}

function norm(weights: Weights): number {
  return Math.sqrt(sum([...weights.values()].map((weight) => weight ** 2)))
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}

function mapValues(map: Weights, change: (value: number, key: string) => number): Weights {
  return new Map([...map].map(([key, value]) => [key, change(value, key)]))
}
