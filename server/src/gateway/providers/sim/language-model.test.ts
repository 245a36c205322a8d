import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { languages, readCorpus } from './corpus.ts'
import { createLanguageModel, endOfText } from './language-model.ts'
import { createRandom } from './random.ts'
import { type AnswerParameters, type DrawnToken, sampleAnswer } from './sampled-answer.ts'
import { encodeText, tokenBytes } from '../../../tokens/o200k.ts'

const languageModel = createLanguageModel()

const greedy: AnswerParameters = {
  temperature: 0,
  topP: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  logitBias: new Map(),
  topLogprobs: 0,
}

function answer(prompt: string, parameters: Partial<AnswerParameters> = {}, seed = 1): string {
  const drawn = sampleAnswer(
    languageModel.open(prompt),
    { ...greedy, ...parameters },
    createRandom(seed),
  )
  const bytes = [...drawn.take(400)].map(({ token }) => tokenBytes(token) ?? new Uint8Array())
  return Buffer.concat(bytes).toString()
}

describe('the corpus', () => {
  for (const language of languages) {
    it(`has many whole passages in ${language}, each with a question`, () => {
      const passages = readCorpus(language)
      assert.ok(passages.length >= 30)
      for (const { questions, answer } of passages) {
        assert.ok(questions.length > 0 && questions.every((question) => question !== ''))
        assert.match(answer, /[.!?]$/)
        assert.equal(answer, answer.normalize('NFC'))
      }
    })
  }
})

describe('sim-mini', () => {
  it('answers in the language of the question', () => {
    assert.match(answer('How does streaming work, please?'), /\bthe\b/)
    assert.match(answer('¿Me puedes explicar qué es un token?'), /\buna?\b/)
    assert.match(answer('Расскажи мне что-нибудь интересное про море'), /[а-яё]{3}/)
    assert.match(answer('오늘 저녁에 무엇을 먹으면 좋을까요?'), /[가-힣]{2}/)
  })

  it('keeps to the topic of a question it knows, also when it is put in other words', () => {
    assert.match(answer('Could you explain what temperature is?'), /^Temperature /)
    assert.match(answer('¿qué hace la temperatura?'), /^La temperatura /)
    assert.match(answer('Объясните, пожалуйста, что такое температура'), /^Температура /)
    assert.match(answer('온도가 무엇인지 알려 주세요'), /^온도/)
  })

  it('has an answer to anything', () => {
    for (const prompt of ['', '?', '12345', 'zzz qqq', '𝒳', 'a'.repeat(100_000)]) {
      assert.notEqual(answer(prompt), '')
    }
  })

  it('answers the same for the same seed and differently for another', () => {
    const warm = { temperature: 1.2 }
    assert.equal(answer('Tell me a story', warm, 5), answer('Tell me a story', warm, 5))
    assert.notEqual(answer('Tell me a story', warm, 5), answer('Tell me a story', warm, 6))
  })

  it('can be forced to say a token that it has never read', () => {
    const [token = 0] = encodeText(' volcano')
    const logitBias = new Map([
      [token, 100],
      [endOfText, -100],
    ])
    assert.match(answer('Hello', { logitBias }), /^( volcano){400}$/)
  })

  it('is not moved by a bias on what is no token', () => {
    const logitBias = new Map([-1, 0.5, 1e9, Number.NaN].map((token) => [token, 100]))
    assert.equal(answer('Hello', { logitBias }), answer('Hello'))
  })

  it('stops at once when its end is forced', () => {
    assert.equal(answer('Hello', { logitBias: new Map([[endOfText, 100]]) }), '')
  })

  it('repeats itself less under a frequency penalty', () => {
    const variety = (frequencyPenalty: number): number => {
      const logitBias = new Map([[endOfText, -100]])
      const words = answer('Hello', { frequencyPenalty, logitBias }).split(' ')
      return new Set(words).size / words.length
    }
    assert.ok(variety(2) > variety(0))
  })

  it("reports the model's own logprobs, which no parameter changes", () => {
    const first = (parameters: Partial<AnswerParameters>): DrawnToken | undefined => {
      const opening = languageModel.open('What is a seed?')
      const all = { ...greedy, topLogprobs: 5, ...parameters }
      return [...sampleAnswer(opening, all, createRandom(1)).take(1)][0]
    }
    assert.deepEqual(first({}), first({ temperature: 0.001, topP: 0.1, frequencyPenalty: 2 }))
    const top = first({})?.top ?? []
    assert.equal(top.length, 5)
    assert.ok(top.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0) <= 1)
    assert.equal(top[0]?.logprob, first({})?.logprob)
  })
})
