import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type FormerUse, FormerUses } from './former-uses.ts'

const useAt = (usedAtMs: number): FormerUse => ({ keyId: 'key', secretHash: 'hash', usedAtMs })

describe('the uses of former secrets', () => {
  it('are written once, the latest of each key', async () => {
    const uses = new FormerUses()
    const written: FormerUse[] = []
    const write = async (use: FormerUse) => void written.push(use)
    uses.note(useAt(1))
    uses.note(useAt(2))
    uses.note({ ...useAt(1), keyId: 'other' })
    await uses.flush(write)
    await uses.flush(write)
    assert.deepEqual(written, [useAt(2), { ...useAt(1), keyId: 'other' }])
  })

  it('stay until they could be written, also one that comes while that is under way', async () => {
    const uses = new FormerUses()
    uses.note(useAt(1))
    await assert.rejects(uses.flush(() => Promise.reject(new Error('no database'))))
    const written: FormerUse[] = []
    await uses.flush(async (use) => {
      written.push(use)
      uses.note(useAt(2))
    })
    await uses.flush(async (use) => void written.push(use))
    assert.deepEqual(written, [useAt(1), useAt(2)])
  })
})
