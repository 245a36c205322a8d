import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createTemporaryFolder } from '../../test/fakes/engines.ts'
import { DataFolderInUse, lockDataFolder } from './data-folder.ts'

const holder = join(import.meta.dirname, '../../test/fixtures/data-folder-holder.ts')

describe('the data folder', () => {
  it('is made for its owner only, and an open one is closed to others', async () => {
    await using parent = await createTemporaryFolder()
    const made = join(parent.path, 'a', 'b')
    lockDataFolder(made).release()
    assert.equal(statSync(made).mode & 0o777, 0o700)
    const open = join(parent.path, 'open')
    mkdirSync(open)
    chmodSync(open, 0o755)
    lockDataFolder(open).release()
    assert.equal(statSync(open).mode & 0o777, 0o700)
  })

  it('is locked for one holder, until it is released', async () => {
    await using folder = await createTemporaryFolder()
    const lock = lockDataFolder(folder.path)
    assert.throws(() => lockDataFolder(folder.path), DataFolderInUse)
    lock.release()
    lockDataFolder(folder.path).release()
  })

  it('keeps its replica name from start to start', async () => {
    await using folder = await createTemporaryFolder()
    const first = lockDataFolder(folder.path)
    first.release()
    const second = lockDataFolder(folder.path)
    second.release()
    assert.match(first.replica, /^[0-9a-f-]{36}$/)
    assert.equal(second.replica, first.replica)
  })

  it('tells who holds it, and is free as soon as the holder is killed', async () => {
    await using folder = await createTemporaryFolder()
    const child = spawn(process.execPath, [holder, folder.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      await once(child.stdout, 'data')
      assert.throws(
        () => lockDataFolder(folder.path),
        (error: Error) => error.message.includes(`process ${child.pid} `),
      )
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    lockDataFolder(folder.path).release()
  })
})
