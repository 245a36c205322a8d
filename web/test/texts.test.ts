import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IntlMessageFormat } from 'intl-messageformat'
import { findHardCodedTexts, findKeyUse, languages, readScopes, readSources } from './texts.ts'

/** Texts that are written the same in more than one language on purpose. */
const sameOnPurpose = new Set([
  'LOCAL',
  'CSV',
  'Endpoint',
  'Llavero',
  'Token',
  'Tokens',
  'Total',
  'total {time}',
  'of {budget}',
])

const scopes = readScopes()
const sources = readSources()
const others = languages.filter((language) => language !== 'en')

describe('the texts of the page', () => {
  it('exist under the same keys in every language', () => {
    for (const { name, texts } of scopes) {
      for (const language of others) {
        assert.deepEqual(
          [...texts[language].keys()],
          [...texts.en.keys()],
          `${name} in ${language}`,
        )
      }
    }
  })

  it('are used, and those that are used exist', () => {
    const { asked, named, prefixes } = findKeyUse(sources, scopes)
    const known = new Set(scopes.flatMap(({ texts }) => [...texts.en.keys()]))
    const missing = [...asked].filter(([key]) => !known.has(key))
    assert.deepEqual(missing, [], 'missing')
    const isUsed = (key: string) =>
      named.has(key) || prefixes.some((start) => key.startsWith(start))
    assert.deepEqual(
      [...known].filter((key) => !isUsed(key)),
      [],
      'unused',
    )
  })

  it('are translated: not left in English, and written in the script of their language', () => {
    const script = { es: /\p{Script=Latin}/u, ru: /\p{Script=Cyrillic}/u, ko: /\p{Script=Hangul}/u }
    const left = everyText().filter(({ language, english, text }) => {
      if (language === 'en' || sameOnPurpose.has(english) || !hasWords(english)) return false
      return text === english || !script[language].test(text)
    })
    assert.deepEqual(left, [])
  })

  it('are valid ICU messages that take the same values in every language', () => {
    for (const { texts } of scopes) {
      for (const [key, english] of texts.en) {
        const wanted = valuesOf(english, 'en')
        for (const language of others) {
          const text = texts[language].get(key) ?? ''
          assert.deepEqual(valuesOf(text, language), wanted, `${key} in ${language}`)
        }
      }
    }
  })

  it('have the plural forms of their language', () => {
    for (const { key, language, text } of everyText()) {
      const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      for (const forms of pluralsOf(text, language)) {
        const missing = wanted.filter((form) => !forms.has(form) && !isRare(language, form))
        assert.deepEqual(missing, [], `${key} in ${language}`)
      }
    }
  })

  it('that stand in the code in four languages are translated as well', () => {
    const left = sources.flatMap(({ file, code }) =>
      [...code.matchAll(/\b(ru|ko): '([^']+)'/g)]
        .filter(([, language, text = '']) =>
          language === 'ru' ? !/\p{Script=Cyrillic}/u.test(text) : !/\p{Script=Hangul}/u.test(text),
        )
        .map(([found]) => `${file}: ${found}`),
    )
    assert.deepEqual(left, [])
  })

  it('stand in no template', () => {
    assert.deepEqual(findHardCodedTexts(sources), [])
  })
})

describe('the search for hard-coded texts', () => {
  it('finds them in elements, beside values, in blocks and in attributes', () => {
    const code = `<p>One</p>@if (a) { <b title="Two">{{ b }} three</b> } @else { Four }<i class="five">{{ t('x') }}</i>`
    const found = findHardCodedTexts([{ file: 'a.html', code }])
    assert.deepEqual(
      found.toSorted(),
      ['Four', 'One', 'Two', 'three'].map((text) => `a.html: ${text}`).toSorted(),
    )
  })
})

function everyText() {
  return scopes.flatMap(({ texts }) =>
    languages.flatMap((language) =>
      [...texts[language]].map(([key, text]) => {
        return { key, language, text, english: texts.en.get(key) ?? '' }
      }),
    ),
  )
}

/** Not only values and signs, as in `{min} – {max}`. */
function hasWords(text: string): boolean {
  return /\p{L}/u.test(text.replaceAll(/\{[^{}]*\}/g, ''))
}

/** A piece of plain text, in the numbering of ICU's parser. */
const literal: number = 0

type Elements = ReturnType<IntlMessageFormat['getAst']>

/** Names of the values that a message takes. */
function valuesOf(text: string, language: string): string[] {
  return [
    ...new Set(
      walk(parsed(text, language)).flatMap((element) =>
        'value' in element && (element.type as number) !== literal ? [element.value] : [],
      ),
    ),
  ].toSorted()
}

function pluralsOf(text: string, language: string): ReadonlySet<string>[] {
  return walk(parsed(text, language)).flatMap((element) =>
    'pluralType' in element ? [new Set(Object.keys(element.options))] : [],
  )
}

function walk(elements: Elements): Elements {
  return elements.flatMap((element) => [
    element,
    ...('options' in element
      ? Object.values(element.options).flatMap(({ value }) => walk(value))
      : []),
  ])
}

function parsed(text: string, language: string): Elements {
  return new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst()
}

/** «Muchos millones de»: Spanish has a form for millions that no count of ours reaches. */
function isRare(language: string, form: string): boolean {
  return language === 'es' && form === 'many'
}
