/** `sim-embed`: texts that share words, or pieces of words, lie near each other. It knows no meanings. */
import { type Language, languages, readCorpus } from '../corpus.ts'
import { type Features, featuresOf } from './text-features.ts'

const defaultDimensions = 1_536

export interface Embedder {
  /**
   * A vector of unit length. A shorter one is the beginning of a longer one, scaled to unit length, as
   * with the service's third generation.
   */
  readonly embed: (text: string, dimensions?: number) => Float32Array
}

/** Learns from the corpora which features say little, because every text has them. */
export function createEmbedder(): Embedder {
  const rarity = learnRarity()
  return {
    embed: (text, dimensions = defaultDimensions) =>
      project(weigh(featuresOf(text), rarity), dimensions),
  }
}

interface Rarity {
  /** Of a feature that no text of the corpora has. */
  readonly most: number
  readonly known: Features
}

/** Even the commonest feature says a little: else two texts of common words would have nothing. */
const leastRarity = 0.15

/** Inverse document frequency within the language that has the feature most often. */
function learnRarity(): Rarity {
  const shares = new Map<number, number>()
  let most = 0
  for (const language of languages) {
    const documents = documentsOf(language)
    most = Math.max(most, rarityOf(0, documents.length))
    for (const [feature, share] of sharesOf(documents)) {
      shares.set(feature, Math.min(shares.get(feature) ?? Infinity, share))
    }
  }
  return { most, known: shares }
}

function documentsOf(language: Language): Features[] {
  return readCorpus(language).map(({ questions, answer }) =>
    featuresOf([...questions, answer].join('\n')),
  )
}

function* sharesOf(documents: readonly Features[]): Generator<readonly [number, number]> {
  const sightings = new Map<number, number>()
  for (const feature of documents.flatMap((document) => [...document.keys()])) {
    sightings.set(feature, (sightings.get(feature) ?? 0) + 1)
  }
  for (const [feature, count] of sightings) yield [feature, rarityOf(count, documents.length)]
}

function rarityOf(sightings: number, documentCount: number): number {
  return Math.max(leastRarity, Math.log((documentCount + 1) / (sightings + 0.5)))
}

function weigh(features: Features, { most, known }: Rarity): Features {
  return new Map(
    [...features].map(([feature, amount]) => [
      feature,
      Math.sqrt(amount) * (known.get(feature) ?? most),
    ]),
  )
}

/**
 * A random projection (Achlioptas 2003): each feature pulls every dimension up or down by a coin that
 * the feature's hash throws, so that angles between texts survive in any number of dimensions.
 */
function project(features: Features, dimensions: number): Float32Array {
  const sums = new Float64Array(dimensions)
  // A text of white space has no features, and a vector needs a direction.
  if (features.size === 0) pull(sums, 0x9e3779b9, 1)
  for (const [feature, weight] of features) pull(sums, feature, weight)
  const length = Math.sqrt(sums.reduce((total, value) => total + value * value, 0))
  // Rounding errors aside, opposite pulls of equal weight can cancel out in a few dimensions.
  if (length < 1e-9) return new Float32Array(dimensions).fill(1 / Math.sqrt(dimensions))
  return Float32Array.from(sums, (value) => value / length)
}

function pull(sums: Float64Array, feature: number, weight: number): void {
  let state = feature | 1
  let coins = 0
  for (let index = 0; index < sums.length; index++) {
    if (index % 32 === 0) {
      state = nextState(state)
      coins = mixed(state)
    }
    sums[index] = (sums[index] ?? 0) + ((coins & 1) === 0 ? weight : -weight)
    coins >>>= 1
  }
}

/** xorshift32 by Marsaglia. */
function nextState(state: number): number {
  let next = state ^ (state << 13)
  next ^= next >>> 17
  return next ^ (next << 5)
}

function mixed(state: number): number {
  const product = Math.imul(state ^ (state >>> 16), 0x7feb352d)
  return Math.imul(product ^ (product >>> 15), 0x846ca68b)
}
