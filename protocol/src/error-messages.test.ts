import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { excerpt, incorrectApiKey, modelNotFound, unknownUrl } from './error-messages.ts'

describe('the message about an incorrect key', () => {
  it('shows a key so that its owner knows which it is', () => {
    const message = incorrectApiKey('sk-llv-1a2b3c4d-abcdefghijklmnopqrstuvwxyz012345xyz789')
    assert.match(message, /^Incorrect API key provided: sk-llv-1a2\*\*\*789\. Keys are created/)
  })

  it('never shows a short key', () => {
    assert.match(incorrectApiKey('hunter2'), /provided: \*\*\*\./)
  })

  it('never shows more than the start and the end of any key', () => {
    const key = fc.string({
      minLength: 40,
      maxLength: 200,
      unit: fc.constantFrom('a', 'b', 'c', 'd', '0', '1'),
    })
    fc.assert(
      fc.property(key, (secret) => {
        assert.ok(!incorrectApiKey(secret).includes(secret.slice(0, 4)))
        assert.ok(!incorrectApiKey(`sk-llv-${secret}`).includes(secret.slice(0, 4)))
      }),
    )
  })
})

describe('what a client wrote', () => {
  it('is cut to 64 characters inside a message', () => {
    assert.equal(excerpt('x'.repeat(64)).length, 64)
    assert.equal(excerpt('x'.repeat(10_000)).length, 64)
  })

  it('is quoted in the words of the service', () => {
    assert.equal(
      modelNotFound('gpt-9'),
      "The model 'gpt-9' does not exist or you do not have access to it.",
    )
    assert.equal(unknownUrl('POST', '/v1/x'), 'Invalid URL (POST /v1/x)')
  })
})
