import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answerTexts } from './answer-texts.ts'
import {
  documentationReasons,
  documentationTexts,
  kindNames,
  verbs,
} from './documentation/texts.ts'
import { effectTexts, explanationTexts } from './explanation/texts.ts'
import { bugReasons } from './fix/reasons.ts'
import { askerLanguages, say, type Texts } from './language.ts'
import { namingReasons } from './naming/reasons.ts'
import { refactorReasons } from './refactor/reasons.ts'
import { testingReasons, testingTexts } from './testing/texts.ts'

const tables: Readonly<Record<string, Readonly<Record<string, Texts>>>> = {
  answerTexts,
  bugReasons,
  documentationReasons,
  documentationTexts,
  effectTexts,
  explanationTexts,
  kindNames,
  namingReasons,
  refactorReasons,
  testingReasons,
  testingTexts,
  verbs: Object.fromEntries(verbs),
}

const scripts = { en: /[a-z]/i, es: /[a-z]/i, ru: /\p{Script=Cyrillic}/u, ko: /\p{Script=Hangul}/u }

describe('texts', () => {
  for (const [table, texts] of Object.entries(tables)) {
    it(`${table} is written in all four languages, each in its own script`, () => {
      for (const [key, sentence] of Object.entries(texts)) {
        for (const language of askerLanguages) {
          assert.match(sentence[language], scripts[language], `${table}.${key}.${language}`)
        }
      }
    })

    it(`${table} uses the same words in every language`, () => {
      const wordsIn = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].toSorted()
      for (const [key, sentence] of Object.entries(texts)) {
        for (const language of askerLanguages) {
          assert.deepEqual(
            wordsIn(sentence[language]),
            wordsIn(sentence.en),
            `${table}.${key}.${language}`,
          )
        }
      }
    })
  }

  it('are filled in literally, whatever the words contain', () => {
    const texts = { en: '{a} and {b}', es: '', ru: '', ko: '' }
    assert.equal(say(texts, 'en', { a: '$& {b}', b: 1 }), '$& {b} and 1')
  })
})
