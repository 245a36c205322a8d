import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { secretBinding } from './envelope.ts'
import { openKeySource } from './key-source.ts'
import { rotateMasterKey } from './rotate.ts'
import type { SealedSecrets } from './rotate.ts'
import { Vault } from './vault.ts'

let dataFolder: string
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'llavero-rotate-'))
})
afterEach(() => rm(dataFolder, { recursive: true }))

/** Rows in memory; `beforeReseal` lets a test crash or interfere at the n-th write. */
class FakeSecrets implements SealedSecrets {
  readonly rows = new Map<string, string>()
  beforeReseal: (count: number) => void = () => {}
  #count = 0

  list() {
    return Promise.resolve([...this.rows].map(([id, sealed]) => ({ id, sealed })))
  }

  reseal(id: string, before: string, after: string) {
    this.#count += 1
    this.beforeReseal(this.#count)
    const isUnchanged = this.rows.get(id) === before
    if (isUnchanged) this.rows.set(id, after)
    return Promise.resolve(isUnchanged)
  }
}

async function open() {
  const source = await openKeySource(
    {
      masterKey: null,
      masterKeyCommand: null,
      previousMasterKey: null,
      dataFolder,
    },
    async () => 0,
  )
  return { source, vault: new Vault(source.current, source.former) }
}

async function filled(count: number) {
  const { source, vault } = await open()
  const secrets = new FakeSecrets()
  for (let index = 0; index < count; index += 1) {
    const id = `row${index}`
    secrets.rows.set(id, vault.seal(`secret ${index}`, secretBinding(id)))
  }
  return { source, vault, secrets }
}

function assertAllReadable(vault: Vault, secrets: FakeSecrets) {
  for (const [id, sealed] of secrets.rows) {
    assert.equal(vault.open(sealed, secretBinding(id)), `secret ${id.slice('row'.length)}`)
  }
}

describe('rotating the master key', () => {
  it('moves every secret, and only the new key opens them afterwards', async () => {
    const { source, vault, secrets } = await filled(4)
    const before = new Map(secrets.rows)
    const rotation = await rotateMasterKey(vault, source, secrets)

    assert.equal(rotation.resealed, 4)
    assert.notEqual(rotation.masterKeyId, source.current.id)
    assertAllReadable(vault, secrets)
    assert.throws(() => vault.open(before.get('row0') ?? '', secretBinding('row0')), /is not here/)
    assertAllReadable((await open()).vault, secrets)
  })

  it('leaves everything readable wherever it is cut short, and is finished by a second run', async () => {
    for (const crashAt of [1, 2, 3]) {
      const { source, vault, secrets } = await filled(3)
      secrets.beforeReseal = (count) => {
        if (count === crashAt) throw new Error('power cut')
      }
      await assert.rejects(rotateMasterKey(vault, source, secrets), /power cut/)

      const restarted = await open()
      assertAllReadable(restarted.vault, secrets)
      secrets.beforeReseal = () => {}
      const rotation = await rotateMasterKey(restarted.vault, restarted.source, secrets)
      assert.equal(rotation.resealed, 3 - (crashAt - 1))
      assertAllReadable((await open()).vault, secrets)
    }
  })

  it('moves a secret that was changed in the middle of it, too', async () => {
    const { source, vault, secrets } = await filled(2)
    const stale = vault.seal('secret 1', secretBinding('row1'))
    secrets.beforeReseal = (count) => {
      if (count === 1) secrets.rows.set('row1', stale)
    }
    await rotateMasterKey(vault, source, secrets)
    assertAllReadable((await open()).vault, secrets)
  })

  it('stops without giving up the old key when a secret cannot be opened', async () => {
    const { source, vault, secrets } = await filled(1)
    secrets.rows.set('stranger', vault.seal('x', secretBinding('another row')))
    await assert.rejects(rotateMasterKey(vault, source, secrets))
    const restarted = await open()
    assert.equal(restarted.source.former.length, 1)
  })
})
