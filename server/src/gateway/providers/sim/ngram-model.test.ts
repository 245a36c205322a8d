import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { trainNgramModel } from './ngram-model.ts'

const token = fc.integer({ min: 10, max: 16 })
const sequences = fc.array(
  fc.record({
    prefix: fc.array(fc.integer({ min: -3, max: -1 }), { maxLength: 2 }),
    tokens: fc.array(token, { minLength: 1, maxLength: 30 }),
  }),
  { minLength: 1, maxLength: 6 },
)
const context = fc.array(fc.integer({ min: -3, max: 18 }), { maxLength: 8 })

describe('trainNgramModel', () => {
  it('gives every token some mass in every context, and all of them together 1', () => {
    fc.assert(
      fc.property(sequences, context, (sequences, context) => {
        const logprobs = trainNgramModel(sequences).logprobsAfter(context)
        const probabilities = [...logprobs].map((logprob) => Math.exp(logprob))
        assert.ok(probabilities.every((probability) => probability > 0))
        assert.ok(Math.abs(probabilities.reduce((sum, next) => sum + next, 0) - 1) < 1e-9)
      }),
    )
  })

  it('predicts only what it has read, never a mark that gives context', () => {
    const model = trainNgramModel([{ prefix: [-1], tokens: [10, 11, 10] }])
    assert.deepEqual(model.vocabulary, [10, 11])
  })

  it('expects what it saw after the same words', () => {
    const model = trainNgramModel([
      { prefix: [-1], tokens: [10, 11, 12] },
      { prefix: [-2], tokens: [13, 11, 14] },
    ])
    const likeliestAfter = (context: number[]): number | undefined => {
      const logprobs = model.logprobsAfter(context)
      return model.vocabulary[logprobs.indexOf(Math.max(...logprobs))]
    }
    assert.equal(likeliestAfter([10, 11]), 12)
    assert.equal(likeliestAfter([13, 11]), 14)
    assert.equal(likeliestAfter([-2]), 13)
  })

  it('falls back to shorter contexts where it has not seen the longer one', () => {
    const model = trainNgramModel([{ prefix: [], tokens: [10, 11, 10, 11, 12] }])
    assert.deepEqual(model.logprobsAfter([99, 11]), model.logprobsAfter([11]))
  })

  it('looks no further back than four tokens', () => {
    const model = trainNgramModel([{ prefix: [], tokens: [10, 11, 12, 13, 14, 15, 16] }])
    assert.deepEqual(
      model.logprobsAfter([10, 12, 13, 14, 15]),
      model.logprobsAfter([11, 12, 13, 14, 15]),
    )
  })
})
