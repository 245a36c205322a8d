import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createEmbedder } from './embedder.ts'

const { embed } = createEmbedder()

function similarity(left: string, right: string, dimensions?: number): number {
  const [a, b] = [embed(left, dimensions), embed(right, dimensions)]
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
}

function lengthOf(vector: Float32Array): number {
  return Math.hypot(...vector)
}

/** A text, another that says nearly the same, and one about something else. */
const trios: readonly (readonly [string, string, string])[] = [
  [
    'How do I reset my password?',
    'I forgot my password and want to reset it.',
    'The weather in Lisbon is lovely today.',
  ],
  [
    '¿Cómo cambio la contraseña de mi cuenta?',
    'Quiero cambiar las contraseñas de las cuentas.',
    'Mañana lloverá en toda la costa del norte.',
  ],
  [
    'Как поменять пароль от учётной записи?',
    'Хочу поменять пароли учетных записей.',
    'Сегодня в городе сильный дождь и ветер.',
  ],
  [
    '계정 비밀번호를 어떻게 바꾸나요?',
    '비밀번호 변경: 계정의 비밀번호를 바꾸고 싶어요.',
    '오늘 서울 날씨는 맑고 따뜻합니다.',
  ],
]

describe('the embedder', () => {
  it('puts similar texts nearer than dissimilar ones, in four languages and any number of dimensions', () => {
    for (const [text, similar, other] of trios) {
      for (const dimensions of [1_536, 256, 3_072]) {
        const near = similarity(text, similar, dimensions)
        const far = similarity(text, other, dimensions)
        assert.ok(near > far + 0.15, `${text}: ${near} against ${far} in ${dimensions}`)
      }
    }
  })

  it('puts texts of different languages far apart', () => {
    const [english = '', ...others] = trios.map(([text]) => text)
    for (const other of others) assert.ok(similarity(english, other) < 0.2)
  })

  it('ignores case, accents and the composition of Hangul', () => {
    assert.deepEqual(embed('CANCIÓN'), embed('cancion'))
    assert.deepEqual(embed('비밀번호'.normalize('NFD')), embed('비밀번호'))
  })

  it('gives common words little weight', () => {
    const sharedRare = similarity('the lighthouse of the town', 'a lighthouse by a river')
    const sharedCommon = similarity('the lighthouse of the town', 'the apples of the farmer')
    assert.ok(sharedRare > sharedCommon + 0.1, `${sharedRare} against ${sharedCommon}`)
  })

  it('gives every text a vector of unit length, always the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 1, max: 4_096 }),
        (text, dimensions) => {
          const vector = embed(text, dimensions)
          assert.equal(vector.length, dimensions)
          assert.ok(Math.abs(lengthOf(vector) - 1) < 1e-5)
          assert.deepEqual(embed(text, dimensions), vector)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('makes a shorter vector the beginning of a longer one', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 12 }), fc.integer({ min: 8, max: 500 }), (text, length) => {
        const beginning = embed(text).subarray(0, length)
        const scale = lengthOf(beginning)
        const short = embed(text, length)
        assert.ok(
          short.every((value, index) => Math.abs(value - (beginning[index] ?? 0) / scale) < 1e-5),
        )
      }),
      { numRuns: 40 },
    )
  })

  it('puts a text nearer to itself with a word more than to other words', () => {
    const words = fc.array(fc.stringMatching(/^[a-zа-я가-힣]{4,9}$/u), {
      minLength: 4,
      maxLength: 12,
    })
    fc.assert(
      fc.property(words, words, fc.stringMatching(/^[a-z]{4,9}$/), (own, others, added) => {
        const distinct = others.filter((word) => !own.includes(word))
        fc.pre(distinct.length >= 4)
        const text = own.join(' ')
        assert.ok(similarity(text, `${text} ${added}`) > similarity(text, distinct.join(' ')))
      }),
      { numRuns: 60 },
    )
  })
})
