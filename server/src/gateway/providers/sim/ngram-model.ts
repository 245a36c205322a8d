/**
 * An n-gram language model with interpolated Kneser-Ney smoothing: every order gives a share of its mass
 * to the next shorter one, so every token of the vocabulary keeps some in every context.
 */

/** How many tokens an n-gram has: the next token depends on the four before it. */
const order = 5

/**
 * The share that a single sighting gives to shorter contexts. Large corpora are fitted best near 0.75;
 * a small one then says little of what it has read, so the discount is low.
 */
const discount = 0.12

export interface NgramModel {
  /** What can be predicted. All distributions have this order. */
  readonly vocabulary: readonly number[]
  /** Natural logarithms of the probabilities of the next token; they sum to 1. */
  logprobsAfter(context: readonly number[]): Float64Array
}

/** A context, reached from the root by its tokens from the last to the first. */
interface ContextNode {
  /** Candidate → how often it followed: sightings in the longest contexts, distinct histories in others. */
  readonly counts: Map<number, number>
  total: number
  readonly longer: Map<number, ContextNode>
}

/** Learns from all sequences at once. */
export function trainNgramModel(sequences: readonly TrainingSequence[]): NgramModel {
  const learner = createNgramLearner(sequences.flatMap(({ tokens }) => tokens))
  for (const sequence of sequences) learner.learn(sequence)
  return learner.model()
}

export interface NgramLearner {
  /** Sequences that were read before count on. */
  learn(sequence: TrainingSequence): void
  /** As it has learnt so far; what it learns later may or may not show in it. */
  model(): NgramModel
}

/** Learns one sequence after the other. All tokens that it may ever see are told beforehand. */
export function createNgramLearner(tokens: Iterable<number>): NgramLearner {
  const vocabulary = [...new Set(tokens)]
  const candidates = new Map(vocabulary.map((token, candidate) => [token, candidate]))
  const root = createNode()
  return {
    learn({ prefix, tokens }) {
      const history = [...prefix]
      for (const token of tokens) {
        countSighting(contextsOf(root, history, createMissing), candidates.get(token) ?? 0)
        history.push(token)
      }
    },
    model() {
      const unigrams = smoothUnigrams(root, vocabulary.length)
      return {
        vocabulary,
        logprobsAfter: (context) =>
          interpolate(
            contextsOf(root, context, () => undefined),
            unigrams,
          ),
      }
    },
  }
}

/** Each begins with a `prefix` of tokens that give context and are never predicted themselves. */
export interface TrainingSequence {
  readonly prefix: readonly number[]
  readonly tokens: readonly number[]
}

function createNode(): ContextNode {
  return { counts: new Map(), total: 0, longer: new Map() }
}

type FindLonger = (node: ContextNode, token: number) => ContextNode | undefined

const createMissing: FindLonger = (node, token) => {
  const longer = createNode()
  node.longer.set(token, longer)
  return longer
}

/** The contexts that end the history, from the empty one to the longest. */
function contextsOf(
  root: ContextNode,
  history: readonly number[],
  missing: FindLonger,
): ContextNode[] {
  const contexts = [root]
  for (let distance = 1; distance < order && distance <= history.length; distance++) {
    const node = contexts[distance - 1] ?? root
    const token = history[history.length - distance] ?? 0
    const longer = node.longer.get(token) ?? missing(node, token)
    if (longer === undefined) break
    contexts.push(longer)
  }
  return contexts
}

/** Kneser-Ney: a shorter context counts a token only when a longer one saw it for the first time. */
function countSighting(contexts: readonly ContextNode[], candidate: number): void {
  for (const context of contexts.toReversed()) {
    const before = context.counts.get(candidate) ?? 0
    context.counts.set(candidate, before + 1)
    context.total += 1
    if (before > 0) return
  }
}

/** Both forms are kept, because a logarithm for every token of the vocabulary is most of the work. */
interface Unigrams {
  readonly probabilities: Float64Array
  readonly logprobs: Float64Array
}

function smoothUnigrams(root: ContextNode, vocabularySize: number): Unigrams {
  const uniformShare = shareOfShorter(root) / vocabularySize
  const probabilities = new Float64Array(vocabularySize).fill(uniformShare)
  for (const [candidate, count] of root.counts) {
    probabilities[candidate] = (count - discount) / root.total + uniformShare
  }
  return { probabilities, logprobs: probabilities.map((probability) => Math.log(probability)) }
}

/** What the discounts of a context leave to the next shorter one. */
function shareOfShorter(context: ContextNode): number {
  return (discount * context.counts.size) / context.total
}

function interpolate(contexts: readonly ContextNode[], unigrams: Unigrams): Float64Array {
  const seen = new Map<number, number>()
  let share = 1
  for (const context of contexts.slice(1).toReversed()) {
    for (const [candidate, count] of context.counts) {
      const mass = (share * (count - discount)) / context.total
      seen.set(candidate, (seen.get(candidate) ?? 0) + mass)
    }
    share *= shareOfShorter(context)
  }
  const logShare = Math.log(share)
  const logprobs = unigrams.logprobs.map((logprob) => logprob + logShare)
  for (const [candidate, mass] of seen) {
    logprobs[candidate] = Math.log(mass + share * (unigrams.probabilities[candidate] ?? 0))
  }
  return logprobs
}
