import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type KeySettings, openKeySource } from './key-source.ts'
import { generateMasterKeyText } from './master-key.ts'

let dataFolder: string
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'llavero-vault-'))
})
afterEach(() => rm(dataFolder, { recursive: true }))

const settings = () => ({
  masterKey: null,
  masterKeyCommand: null,
  previousMasterKey: null,
  dataFolder,
})

function openSource(from: KeySettings, sealed = 0) {
  return openKeySource(from, async () => sealed)
}

describe('the master key file', () => {
  it('is made at first start for its owner only, and read from then on', async () => {
    const first = await openSource(settings())
    assert.equal((await stat(join(dataFolder, 'master.key'))).mode & 0o777, 0o600)
    assert.deepEqual(await readdir(dataFolder), ['master.key'])
    assert.equal((await openSource(settings())).current.id, first.current.id)
  })

  it('that is lost is not made anew where secrets are sealed by it', async () => {
    await assert.rejects(openSource(settings(), 3), /master\.key is missing, and 3 secrets/)
    assert.deepEqual(await readdir(dataFolder), [])
  })

  it('is refused when others can read it', async () => {
    await openSource(settings())
    const path = join(dataFolder, 'master.key')
    const content = (await readFile(path, 'utf8')).trim()
    await chmod(path, 0o640)
    await assert.rejects(openSource(settings()), (error) => {
      assert.ok(error instanceof Error)
      assert.match(error.message, /chmod 600/)
      return !error.message.includes(content)
    })
  })

  it('keeps both keys while a rotation is unfinished, and only the next one afterwards', async () => {
    const source = await openSource(settings())
    const next = await source.prepareNext()

    const restarted = await openSource(settings())
    assert.equal(restarted.current.id, next.id)
    assert.deepEqual(
      restarted.former.map((key) => key.id),
      [source.current.id],
    )
    assert.equal((await restarted.prepareNext()).id, next.id, 'the rotation goes on with its key')

    await restarted.promoteNext()
    const finished = await openSource(settings())
    assert.equal(finished.current.id, next.id)
    assert.deepEqual(finished.former, [])
  })
})

describe('a master key given by the operator', () => {
  it('wins over the file, and no file is made', async () => {
    const masterKey = generateMasterKeyText()
    const source = await openSource({ ...settings(), masterKey })
    assert.deepEqual(await readdir(dataFolder), [])
    assert.equal((await source.prepareNext()).id, source.current.id)
  })

  it('may have a predecessor whose secrets stay readable', async () => {
    const [masterKey, previousMasterKey] = [generateMasterKeyText(), generateMasterKeyText()]
    const source = await openSource({ ...settings(), masterKey, previousMasterKey })
    assert.equal(source.former.length, 1)
  })

  it('may come from a command that prints it', async () => {
    const masterKey = generateMasterKeyText()
    const byCommand = await openSource({ ...settings(), masterKeyCommand: `echo ${masterKey}` })
    const byValue = await openSource({ ...settings(), masterKey })
    assert.equal(byCommand.current.id, byValue.current.id)
  })

  it('is not repeated when its command fails', async () => {
    const masterKeyCommand = 'echo canary-secret; echo canary-secret >&2; exit 3'
    await assert.rejects(openSource({ ...settings(), masterKeyCommand }), (error) => {
      assert.ok(error instanceof Error)
      return error.cause === undefined && !String(error.stack).includes('canary-secret')
    })
  })
})
