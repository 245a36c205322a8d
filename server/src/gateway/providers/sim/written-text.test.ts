import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { encodeText } from '../../../tokens/o200k.ts'
import type { DrawnToken } from './sampled-answer.ts'
import { writeText, type WritingEnd, type WrittenText } from './written-text.ts'

function write(text: string, { maxTokens = Infinity, stops = [] as readonly string[] } = {}) {
  const tokens = encodeText(text).map((token): DrawnToken => ({ token, logprob: -1, top: [] }))
  const writing = writeText(tokens.values(), { maxTokens, stops })
  const parts: WrittenText[] = []
  let next = writing.next()
  for (; next.done !== true; next = writing.next()) parts.push(next.value)
  const end: WritingEnd = next.value
  return {
    parts,
    end,
    text: parts.map((part) => part.text).join(''),
    shownTokens: parts.flatMap((part) => part.tokens),
  }
}

describe('writeText', () => {
  it('gives the whole text of any tokens, and each token once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const written = write(text)
        assert.equal(written.text, text)
        assert.equal(written.shownTokens.length, encodeText(text).length)
        assert.deepEqual(written.end, { reason: 'stop', tokenCount: encodeText(text).length })
      }),
    )
  })

  it('never shows a part of a character', () => {
    for (const { text } of write('안녕하세요 👩‍🚀 𝒳 ключ').parts) assert.ok(text.isWellFormed())
    assert.ok(write('𝒳𝒴𝒵').parts.every(({ text }) => !text.includes('\uFFFD')))
  })

  it('ends before a stop sequence that spans several tokens', () => {
    const written = write('One key. Two doors. Three streams.', { stops: ['doors. Th'] })
    assert.equal(written.text, 'One key. Two ')
    assert.equal(written.end.reason, 'stop')
  })

  it('counts the tokens of a stop sequence, but does not show them', () => {
    const written = write('One two three four', { stops: [' three'] })
    assert.equal(written.text, 'One two')
    assert.equal(written.end.tokenCount, 3)
    assert.equal(written.shownTokens.length, 2)
  })

  it('says length when the limit came first, and shows what was held back', () => {
    const written = write('One two three four', { maxTokens: 2, stops: ['two three'] })
    assert.equal(written.text, 'One two')
    assert.deepEqual(written.end, { reason: 'length', tokenCount: 2 })
  })

  it('writes nothing when no token is allowed', () => {
    assert.deepEqual(write('One', { maxTokens: 0 }).end, { reason: 'length', tokenCount: 0 })
  })
})
