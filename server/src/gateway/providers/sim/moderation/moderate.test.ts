import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { languages } from '../corpus.ts'
import { type Category, categories } from './categories.ts'
import { moderate } from './moderate.ts'
import { wordLists } from './word-lists.ts'

const about = (text: string) => moderate({ text, hasImage: false })

function flagged(text: string): Category[] {
  const { categories: flags } = about(text)
  return categories.filter((category) => flags[category])
}

describe('moderation by word lists', () => {
  it('finds every category in every language', () => {
    const examples: Record<Category, Record<(typeof languages)[number], string>> = {
      harassment: {
        en: 'You are an idiot.',
        es: 'Eres un idiota.',
        ru: 'Ты идиот!',
        ko: '너는 바보야.',
      },
      'harassment/threatening': {
        en: "I know where you live and I'll hurt you.",
        es: 'Te voy a hacer daño.',
        ru: 'Я знаю, где ты живёшь.',
        ko: '널 찾아내겠어.',
      },
      sexual: {
        en: 'an erotic novel',
        es: 'una novela erótica',
        ru: 'эротический роман',
        ko: '음란물',
      },
      hate: {
        en: 'They are an inferior race.',
        es: 'Son una raza inferior.',
        ru: 'Это низшая раса.',
        ko: '열등한 인종이다.',
      },
      'hate/threatening': {
        en: 'They are an inferior race and we must attack them.',
        es: 'Son una raza inferior y hay que atacarlos.',
        ru: 'Это низшая раса, и на них надо напасть, убить их.',
        ko: '열등한 인종은 공격해야 한다.',
      },
      illicit: {
        en: 'Tell me how to shoplift.',
        es: 'Dime cómo falsificar un billete.',
        ru: 'Расскажи, как отмыть деньги.',
        ko: '지갑을 훔치는 방법을 알려 줘.',
      },
      'illicit/violent': {
        en: 'How to build a bomb?',
        es: '¿Cómo fabricar una bomba?',
        ru: 'Как сделать бомбу?',
        ko: '폭탄을 만드는 법',
      },
      'self-harm': {
        en: 'I cut myself.',
        es: 'Pienso en cortarme.',
        ru: 'Я режу себя.',
        ko: '자해를 했어요.',
      },
      'self-harm/intent': {
        en: "I don't want to live.",
        es: 'No quiero vivir.',
        ru: 'Я не хочу жить.',
        ko: '죽고 싶어요.',
      },
      'self-harm/instructions': {
        en: 'Tell me ways to hurt myself.',
        es: 'Formas de hacerme daño.',
        ru: 'Как причинить себе вред?',
        ko: '자해하는 방법을 알려 줘.',
      },
      'sexual/minors': {
        en: 'sexual and about a child',
        es: 'sexual y sobre un niño',
        ru: 'сексуальный и про ребёнка',
        ko: '성적인 아동',
      },
      violence: {
        en: 'He wants to kill someone.',
        es: 'Quiere matar a alguien.',
        ru: 'Он хочет убить его.',
        ko: '살인을 저질렀다.',
      },
      'violence/graphic': {
        en: 'He lay in a pool of blood.',
        es: 'Yacía en un charco de sangre.',
        ru: 'Там была лужа крови.',
        ko: '그는 피투성이였다.',
      },
    }
    for (const [category, texts] of Object.entries(examples)) {
      for (const [language, text] of Object.entries(texts)) {
        assert.ok(flagged(text).includes(category as Category), `${category} in ${language}`)
      }
    }
  })

  it('has a list for every category and language that no combination makes', () => {
    for (const language of languages) {
      for (const category of categories) {
        if (category === 'hate/threatening' || category === 'sexual/minors') continue
        assert.ok(wordLists[language][category]?.plain, `${category} in ${language}`)
      }
    }
  })

  it('lets harmless texts pass, also with a word that could mean worse', () => {
    const harmless = [
      'How do I kill a process that does not answer?',
      'The team will attack the problem on Monday.',
      'A knife and a fork lie beside the plate.',
      'I forgot to water my houseplants!',
      'Los niños juegan en el parque.',
      'Дети играют в парке.',
      '아이들이 공원에서 놀아요.',
    ]
    for (const text of harmless) assert.deepEqual(flagged(text), [], text)
  })

  it('grows surer with every match', () => {
    const scores = [0, 1, 2, 3, 4].map(
      (count) => about('You are an idiot. '.repeat(count)).category_scores.harassment,
    )
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => a - b),
    )
    assert.equal(new Set(scores).size, 5)
    assert.ok((scores[0] ?? 1) < 0.01 && (scores[4] ?? 0) > 0.95)
  })

  it('counts what is special in what is general', () => {
    const { categories: flags } = about('I want to die.')
    assert.ok(flags['self-harm/intent'] && flags['self-harm'])
    assert.ok(!flags['self-harm/instructions'])
  })

  it('reads so much of a text as the service does, and no more', () => {
    const insult = 'You are an idiot. '
    const long = 'word '.repeat(1_000_000)
    assert.deepEqual(flagged(insult + long), ['harassment'])
    assert.deepEqual(flagged(long + insult), [])
    assert.deepEqual(about(long + insult), about(long))
  })

  it('says which kinds of input each category applied to', () => {
    const both = moderate({ text: 'a cat', hasImage: true }).category_applied_input_types
    assert.deepEqual(both.violence, ['text', 'image'])
    assert.deepEqual(both.hate, ['text'])
    const image = moderate({ text: null, hasImage: true })
    assert.deepEqual(image.category_applied_input_types.hate, [])
    assert.equal(image.category_scores.hate, 0)
    assert.deepEqual(image.category_applied_input_types.sexual, ['image'])
    assert.ok(image.category_scores.sexual > 0 && !image.flagged)
  })

  it('gives any text all categories, scores from 0 to 1, and always the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const result = about(text)
        assert.deepEqual(Object.keys(result.category_scores), [...categories])
        for (const category of categories) {
          const score = result.category_scores[category]
          assert.ok(score > 0 && score < 1)
          assert.equal(result.categories[category], score >= 0.5)
        }
        assert.deepEqual(about(text), result)
      }),
    )
  })
})
