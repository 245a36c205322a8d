import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import {
  createTemporaryFolder,
  describeOnEveryEngine,
  type Engine,
} from '../../test/fakes/engines.ts'
import { BlobGone } from '../storage/blobs.ts'
import { BlobMissing, type BlobStore } from './blob-store.ts'
import { keep, readBlobs, sweepGarbage } from './blobs.ts'
import { createFile, type FileParts, readFile, removeFile, sweepFiles } from './files.ts'
import { LocalStore } from './local-store.ts'
import { Staging } from './staging.ts'

const notes = {
  projectId: 'default',
  purpose: 'user_data',
  filename: 'notes.txt',
  expiresAfterMs: null,
} as const
const startMs = Date.UTC(2026, 10, 20, 12)

interface Shelf extends AsyncDisposable {
  readonly parts: FileParts
  readonly clock: { nowMs: number }
  /** The names of all files below the folder. */
  names(): Promise<string[]>
}

async function openShelf(engine: Engine): Promise<Shelf> {
  const disposables = new AsyncDisposableStack()
  const folder = disposables.use(await createTemporaryFolder())
  const database = disposables.use(await engine.create())
  const clock = { nowMs: startMs }
  const staging = new Staging(join(folder.path, 'staging'))
  await staging.open()
  const parts = {
    storage: await database.open(),
    store: new LocalStore(join(folder.path, 'blobs')),
    staging,
    now: () => clock.nowMs,
  }
  return {
    parts,
    clock,
    async names() {
      const entries = await readdir(folder.path, { recursive: true, withFileTypes: true })
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
    },
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  }
}

const stageText = ({ parts }: Shelf, text: string) =>
  parts.staging.stage(
    (async function* () {
      yield Buffer.from(text)
    })(),
  )

async function textOf(content: AsyncIterable<unknown>): Promise<string> {
  return Buffer.concat((await Array.fromAsync(content)) as Buffer[]).toString('utf8')
}

describeOnEveryEngine('blobs', (engine) => {
  it('that a process wrote and died over are removed when nobody can be writing them any more', async () => {
    await using shelf = await openShelf(engine)
    const { parts, clock } = shelf
    const staged = await stageText(shelf, 'lost')
    const death = keep(parts, staged, () => Promise.reject(new Error('killed')))
    await assert.rejects(death, { message: 'killed' })
    assert.equal((await shelf.names()).length, 1)
    await sweepGarbage(parts)
    assert.equal((await shelf.names()).length, 1, 'it may still be on its way in')
    clock.nowMs += 86_400_001
    await sweepGarbage(parts)
    assert.deepEqual(await shelf.names(), [])
  })

  it('that half a removal left behind are removed by the next sweep', async () => {
    await using shelf = await openShelf(engine)
    const { parts } = shelf
    const { id } = await createFile(parts, notes, await stageText(shelf, 'text'))
    const stuck: BlobStore = {
      put: (key, blob) => parts.store.put(key, blob),
      read: (key) => parts.store.read(key),
      remove: () => Promise.reject(new Error('the disk is away')),
    }
    await assert.rejects(removeFile({ ...parts, store: stuck }, 'default', id))
    assert.equal((await shelf.names()).length, 1)
    await sweepFiles(parts)
    assert.deepEqual(await shelf.names(), [])
  })

  it('that are removed while the same bytes come in are stored anew', async () => {
    await using shelf = await openShelf(engine)
    const { parts } = shelf
    const old = await createFile(parts, notes, await stageText(shelf, 'same'))
    let tries = 0
    const commits = await keep(parts, await stageText(shelf, 'same'), async (blob) => {
      tries += 1
      if (tries === 1) await removeFile(parts, 'default', old.id)
      const row = { ...old, id: 'file-new' }
      await parts.storage.files.insert(row, [blob])
      return row
    })
    assert.equal(tries, 2)
    assert.equal(await textOf(await readFile(parts, commits)), 'same')
    assert.equal((await shelf.names()).length, 1)
  })

  it('refuse a reference under a key that is garbage', async () => {
    await using shelf = await openShelf(engine)
    const { parts } = shelf
    const gone = { hash: 'ab', key: 'ab-1', bytes: 1 }
    const row = {
      id: 'file-1',
      project_id: 'default',
      purpose: 'evals',
      filename: 'a',
      bytes: 1,
      created_at: 1,
      expires_at: null,
    }
    await assert.rejects(parts.storage.files.insert(row, [gone]), BlobGone)
    assert.deepEqual(await parts.storage.files.blobs('file-1'), [])
  })

  it('of files that have expired go with them, and are not seen before', async () => {
    await using shelf = await openShelf(engine)
    const { parts, clock } = shelf
    const file = { ...notes, expiresAfterMs: 3_600_000 }
    const { id } = await createFile(parts, file, await stageText(shelf, 'text'))
    clock.nowMs += 3_600_000
    const key = { projectId: 'default', id, nowMs: clock.nowMs }
    assert.equal(await parts.storage.files.get(key), null)
    await sweepFiles(parts)
    assert.deepEqual(await shelf.names(), [])
  })

  it('are read as one, or any range of them', async () => {
    await using shelf = await openShelf(engine)
    const { parts } = shelf
    const blobs: { key: string; bytes: number }[] = []
    for (const text of ['', 'abc', 'de', '', 'fghi']) {
      const staged = await stageText(shelf, text)
      const key = `${staged.hash}-${blobs.length}`
      await parts.store.put(key, staged)
      blobs.push({ key, bytes: staged.bytes })
    }
    const all = 'abcdefghi'
    assert.equal(await textOf(await readBlobs(parts.store, blobs)), all)
    for (let start = 0; start < all.length; start++) {
      for (let end = start; end < all.length; end++) {
        const text = await textOf(await readBlobs(parts.store, blobs, { start, end }))
        assert.equal(text, all.slice(start, end + 1))
      }
    }
    await assert.rejects(readBlobs(parts.store, [{ key: 'missing', bytes: 1 }]), BlobMissing)
  })
})
