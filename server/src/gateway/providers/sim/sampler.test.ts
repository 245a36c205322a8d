import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createRandom } from './random.ts'
import {
  adjustLogits,
  nucleus,
  sample,
  type SamplingParameters,
  softmax,
  topCandidates,
} from './sampler.ts'

const neutral: SamplingParameters = {
  temperature: 1,
  topP: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  logitBias: new Map(),
}

const none = new Map<number, number>()

const weightsOf = (maxLength: number) =>
  fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 2, maxLength })

/** Distributions as a model gives them: logarithms of probabilities that sum to 1. */
const distribution = weightsOf(40).map(normalise)

function normalise(weights: readonly number[]): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return Float64Array.from(weights, (weight) => Math.log(weight / sum))
}

function sumOf(numbers: Iterable<number>): number {
  return [...numbers].reduce((sum, number) => sum + number, 0)
}

function argmax(numbers: Float64Array): number {
  return numbers.indexOf(Math.max(...numbers))
}

describe('sample', () => {
  it('draws each candidate as often as the distribution says', () => {
    const draws = 4_000
    const seeded = fc.tuple(weightsOf(8), fc.nat())
    fc.assert(
      fc.property(seeded, ([weights, seed]) => {
        const logprobs = normalise(weights)
        const random = createRandom(seed)
        const counts = new Float64Array(logprobs.length)
        for (let draw = 0; draw < draws; draw++) {
          const candidate = sample(logprobs, neutral, none, random)
          counts[candidate] = (counts[candidate] ?? 0) + 1
        }
        // Five standard deviations of a binomial, and a little for the rarest.
        counts.forEach((count, candidate) => {
          const probability = Math.exp(logprobs[candidate] ?? -Infinity)
          const deviation = Math.sqrt(draws * probability * (1 - probability))
          assert.ok(Math.abs(count - draws * probability) <= 5 * deviation + 3)
        })
      }),
      { seed: 42, numRuns: 30 },
    )
  })

  it('takes the likeliest candidate at temperature 0 and near it', () => {
    fc.assert(
      fc.property(
        distribution,
        fc.constantFrom(0, 1e-9, 1e-5),
        fc.nat(),
        (logprobs, temperature, seed) => {
          const drawn = sample(logprobs, { ...neutral, temperature }, none, createRandom(seed))
          assert.equal(logprobs[drawn], Math.max(...logprobs))
        },
      ),
    )
  })

  it('gives the same candidates for the same seed', () => {
    fc.assert(
      fc.property(distribution, fc.nat(), (logprobs, seed) => {
        const draw = () => {
          const random = createRandom(seed)
          return Array.from({ length: 20 }, () => sample(logprobs, neutral, none, random))
        }
        assert.deepEqual(draw(), draw())
      }),
    )
  })

  it('draws only from the nucleus', () => {
    fc.assert(
      fc.property(
        distribution,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (logprobs, topP, seed) => {
          const allowed = nucleus(softmax(logprobs, 1), topP)
          const drawn = sample(logprobs, { ...neutral, topP }, none, createRandom(seed))
          assert.ok(allowed.includes(drawn))
        },
      ),
    )
  })

  it('bans a candidate at bias -100 and forces it at 100, at any temperature', () => {
    const temperature = fc.constantFrom(0, 0.5, 1, 2)
    fc.assert(
      fc.property(
        distribution,
        temperature,
        fc.nat(),
        fc.nat(),
        (logprobs, temperature, pick, seed) => {
          const candidate = pick % logprobs.length
          const drawWith = (bias: number) => {
            const logitBias = new Map([[candidate, bias]])
            return sample(
              logprobs,
              { ...neutral, temperature, logitBias },
              none,
              createRandom(seed),
            )
          }
          assert.equal(drawWith(100), candidate)
          assert.notEqual(drawWith(-100), candidate)
        },
      ),
    )
  })
})

describe('nucleus', () => {
  const probabilities = distribution.map((logprobs) => softmax(logprobs, 1))
  const mass = fc.double({ min: 0.01, max: 0.999, noNaN: true })

  it('reaches the mass, and would not without its least likely member', () => {
    fc.assert(
      fc.property(probabilities, mass, (distribution, topP) => {
        const masses = nucleus(distribution, topP).map((candidate) => distribution[candidate] ?? 0)
        assert.ok(sumOf(masses) >= topP - 1e-9)
        assert.ok(sumOf(masses.slice(0, -1)) < topP)
      }),
    )
  })

  it('has no member that is less likely than one left out', () => {
    fc.assert(
      fc.property(probabilities, mass, (distribution, topP) => {
        const members = new Set(nucleus(distribution, topP))
        const [inside, outside] = [true, false].map((isMember) =>
          [...distribution].filter((_, candidate) => members.has(candidate) === isMember),
        )
        assert.ok(Math.min(...(inside ?? [])) >= Math.max(...(outside ?? [])))
      }),
    )
  })

  it('keeps the likeliest candidate at 0 and all of them at 1', () => {
    fc.assert(
      fc.property(probabilities, (distribution) => {
        assert.deepEqual(nucleus(distribution, 0).length, 1)
        assert.equal(nucleus(distribution, 0)[0], argmax(distribution))
        assert.ok(
          sumOf(nucleus(distribution, 1).map((index) => distribution[index] ?? 0)) > 1 - 1e-9,
        )
      }),
    )
  })
})

describe('softmax', () => {
  it('sums to 1 and keeps the order of the logits', () => {
    const logits = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(logits, fc.double({ min: 0.05, max: 2, noNaN: true }), (logits, temperature) => {
        const probabilities = softmax(Float64Array.from(logits), temperature)
        assert.ok(Math.abs(sumOf(probabilities) - 1) < 1e-9)
        assert.equal(probabilities[argmax(Float64Array.from(logits))], Math.max(...probabilities))
      }),
    )
  })

  it('gives the likeliest candidate more at a lower temperature', () => {
    fc.assert(
      fc.property(distribution, (logprobs) => {
        const best = argmax(logprobs)
        const cold = softmax(logprobs, 0.3)[best] ?? 0
        const warm = softmax(logprobs, 1.7)[best] ?? 0
        assert.ok(cold >= warm - 1e-12)
      }),
    )
  })
})

describe('adjustLogits', () => {
  it('takes the frequency penalty once for each occurrence and the presence penalty once', () => {
    const logits = Float64Array.from([-1, -2, -3])
    const penalties = { ...neutral, frequencyPenalty: 0.5, presencePenalty: 0.25 }
    const adjusted = adjustLogits(logits, penalties, new Map([[1, 3]]))
    assert.deepEqual([...adjusted], [-1, -2 - 3 * 0.5 - 0.25, -3])
  })

  it('makes a repeated candidate less likely under a positive penalty, more under a negative one', () => {
    const penalty = fc.double({ min: 0.01, max: 2, noNaN: true })
    fc.assert(
      fc.property(
        distribution,
        penalty,
        fc.integer({ min: 1, max: 50 }),
        (logprobs, penalty, count) => {
          const after = (sign: number) => {
            const penalties = { ...neutral, frequencyPenalty: sign * penalty }
            return softmax(adjustLogits(logprobs, penalties, new Map([[0, count]])), 1)[0] ?? 0
          }
          const before = softmax(logprobs, 1)[0] ?? 0
          assert.ok(after(1) < before && after(-1) > before)
        },
      ),
    )
  })

  it("leaves the model's own numbers as they were", () => {
    const logits = Float64Array.from([-1, -2])
    adjustLogits(logits, { ...neutral, logitBias: new Map([[0, -100]]) }, none)
    assert.deepEqual([...logits], [-1, -2])
  })
})

describe('topCandidates', () => {
  it('gives the likeliest, likeliest first, with logprobs that sum to at most 1', () => {
    fc.assert(
      fc.property(distribution, fc.nat(20), (logprobs, count) => {
        const top = topCandidates(logprobs, count).map(({ logprob }) => logprob)
        assert.deepEqual(top, [...logprobs].toSorted((a, b) => b - a).slice(0, count))
        assert.ok(sumOf(top.map((logprob) => Math.exp(logprob))) <= 1 + 1e-9)
      }),
    )
  })
})
