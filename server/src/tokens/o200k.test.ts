import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { countTokens, encode } from 'gpt-tokenizer/encoding/o200k_base'
import { countText, encodeText, tokenBytes } from './o200k.ts'

const decode = (tokens: readonly number[]): string =>
  Buffer.concat(tokens.map((token) => tokenBytes(token) ?? new Uint8Array())).toString()

const wellFormedText = fc.string({ unit: 'binary', maxLength: 2_000 })

describe('o200k', () => {
  it('gives a text back from its tokens', () => {
    fc.assert(fc.property(wellFormedText, (text) => decode(encodeText(text)) === text))
  })

  it('counts as many tokens as it encodes', () => {
    fc.assert(fc.property(wellFormedText, (text) => countText(text) === encodeText(text).length))
  })

  it('agrees with the encoding on long texts of ordinary words', () => {
    const text = 'A key opens a door. Ключ открывает дверь. 열쇠는 문을 연다.\n\n  '.repeat(40)
    assert.deepEqual(encodeText(text), encode(text))
    assert.equal(countText(text), countTokens(text))
  })

  it('keeps the text on both sides of an overlong word', () => {
    const text = `before   ${'word'.repeat(400)}\n/\n/${'😀'.repeat(700)} after`
    assert.equal(decode(encodeText(text)), text)
  })

  it('finishes on the texts that are quadratic for a plain encoder', () => {
    for (const unit of ['a', ' ', '가', '😀', '\n/']) {
      const text = `!${unit.repeat(200_000)}`
      assert.ok(countText(text) > 100)
    }
  })

  it('reads the names of control tokens as text', () => {
    assert.equal(decode(encodeText('<|endoftext|>')), '<|endoftext|>')
    assert.ok(encodeText('<|endoftext|>').length > 1)
  })

  it('knows the bytes of its tokens, and of nothing else', () => {
    assert.equal(tokenBytes(199_999), undefined)
    assert.equal(String(tokenBytes(24_912)), 'hello')
  })
})
