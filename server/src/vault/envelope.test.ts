import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { openEnvelope, rewrapEnvelope, sealEnvelope, VaultError } from './envelope.ts'
import { generateMasterKeyText, parseMasterKey } from './master-key.ts'

const binding = { table: 'secret', id: 'one' }
const newKey = () => parseMasterKey(generateMasterKeyText(), 'a test')

describe('an envelope', () => {
  it('gives back any text it sealed, and never shows it', () => {
    const key = newKey()
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = Buffer.from(text, 'utf8').toString('utf8')
        assert.equal(openEnvelope(key, sealEnvelope(key, plain, binding), binding), plain)
      }),
      { numRuns: 50 },
    )
    assert.ok(!sealEnvelope(key, 'canary-secret', binding).includes('canary-secret'))
  })

  it('differs each time, so equal secrets cannot be told', () => {
    const key = newKey()
    assert.notEqual(sealEnvelope(key, 'same', binding), sealEnvelope(key, 'same', binding))
  })

  it('does not open in another row or table', () => {
    const key = newKey()
    const sealed = sealEnvelope(key, 'canary-secret', binding)
    for (const other of [
      { table: 'secret', id: 'two' },
      { table: 'person', id: 'one' },
    ]) {
      assert.throws(() => openEnvelope(key, sealed, other), VaultError)
    }
  })

  it('does not open by another key', () => {
    const sealed = sealEnvelope(newKey(), 'canary-secret', binding)
    assert.throws(() => openEnvelope(newKey(), sealed, binding), VaultError)
  })

  it('does not open when any character was changed', () => {
    const key = newKey()
    const sealed = sealEnvelope(key, 'canary-secret', binding)
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = `${sealed.slice(0, index)}!${sealed.slice(index + 1)}`
      assert.throws(() => openEnvelope(key, changed, binding), VaultError)
    }
  })

  it('moves to another master key without losing its row', () => {
    const [from, to] = [newKey(), newKey()]
    const moved = rewrapEnvelope({ from, to }, sealEnvelope(from, 'canary', binding), binding)
    assert.equal(openEnvelope(to, moved, binding), 'canary')
    assert.throws(() => openEnvelope(from, moved, binding), VaultError)
    assert.throws(() => openEnvelope(to, moved, { table: 'secret', id: 'two' }), VaultError)
  })
})

describe('a master key', () => {
  it('is not shown when it is printed or serialised', () => {
    const text = generateMasterKeyText()
    const key = parseMasterKey(text, 'a test')
    for (const shown of [inspect(key, { depth: 9, showHidden: true }), JSON.stringify(key)]) {
      assert.ok(!shown.includes(text))
      assert.ok(!shown.includes(Buffer.from(text, 'base64').toString('hex')))
    }
  })

  it('of the wrong length is refused without being repeated', () => {
    assert.throws(
      () => parseMasterKey('Y2FuYXJ5', 'the settings'),
      (error) => {
        assert.ok(error instanceof Error)
        assert.match(error.message, /the settings is not 32 bytes/)
        return !error.message.includes('Y2FuYXJ5')
      },
    )
  })
})
