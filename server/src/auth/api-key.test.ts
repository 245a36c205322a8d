import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createApiKey, hashSecret, parseApiKey } from './api-key.ts'

describe('an API key', () => {
  it('has the documented shape and can be taken apart again', () => {
    const key = createApiKey()
    assert.match(key.text, /^sk-llv-[0-9A-Za-z]{8}-[0-9A-Za-z]{38}$/)
    const parsed = parseApiKey(key.text)
    assert.ok(parsed)
    assert.equal(parsed.id, key.id)
    assert.equal(hashSecret(parsed.secret), key.secretHash)
    assert.equal(key.lastFour, key.text.slice(-4))
  })

  it('is never made twice', () => {
    const texts = Array.from({ length: 500 }, () => createApiKey().text)
    assert.equal(new Set(texts).size, texts.length)
  })

  it('draws on every base62 digit alike', () => {
    const counts = new Map<string, number>()
    for (let index = 0; index < 2000; index += 1) {
      const parsed = parseApiKey(createApiKey().text)
      for (const digit of parsed?.secret ?? '') counts.set(digit, (counts.get(digit) ?? 0) + 1)
    }
    assert.equal(counts.size, 62)
    // 64,000 digits: 1,032 of each expected, standard deviation 32; ten of them never happen.
    for (const count of counts.values()) assert.ok(Math.abs(count - 1032) < 320)
  })

  it('with one wrong or swapped character is recognised as mistyped', () => {
    const { text } = createApiKey()
    const digit = fc.constantFrom(...'0123456789abcXYZ-'.split(''))
    fc.assert(
      fc.property(fc.nat(text.length - 1), digit, (index, replacement) => {
        const typo = text.slice(0, index) + replacement + text.slice(index + 1)
        assert.equal(parseApiKey(typo) === null, typo !== text)
      }),
    )
  })

  it('is not any other text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        assert.equal(parseApiKey(text), null)
        assert.equal(parseApiKey(`sk-llv-${text}`), null)
      }),
    )
  })
})
