import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { it } from 'node:test'
import { createInterface } from 'node:readline'
import type { Storage } from '../src/storage/open.ts'
import { Ledger } from '../src/quota/ledger.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { writerBudget, type WriterOptions } from './fixtures/ledger-writer-options.ts'

const program = join(import.meta.dirname, 'fixtures', 'ledger-writer.ts')

/** Runs a writer, killed without warning after so many batches. Resolves to how many rows it had written. */
async function write(options: WriterOptions, killedAfterBatches = Infinity): Promise<number> {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let acknowledged = 0
  let batches = 0
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line)
    batches += 1
    if (batches === killedAfterBatches) child.kill('SIGKILL')
  }
  const [code] = await exited
  if (killedAfterBatches === Infinity) assert.equal(code, 0)
  return acknowledged
}

/** What the ledger and the log say was spent: they must agree. */
async function readSpending({ quota, usage }: Storage): Promise<{ spent: number; rows: number }> {
  const [account] = await quota.listByOwner(writerBudget.owner)
  const [sum] = await usage.summary({ filters: {}, groupBy: null })
  assert.equal(account?.settled, sum?.costMicroUsd)
  return { spent: sum?.costMicroUsd ?? 0, rows: sum?.requests ?? 0 }
}

describeOnEveryEngine('a process with a ledger', (engine) => {
  it('killed again and again loses no acknowledged call, and holds nothing back', async () => {
    await using database = await engine.create()
    const options = { storage: database.options, replica: 'a', isShared: false }
    let acknowledged = 0
    for (const batches of [1, 3, 7]) acknowledged += await write(options, batches)

    const storage = await database.open()
    const { spent, rows } = await readSpending(storage)
    assert.ok(rows >= acknowledged, `${rows} rows, ${acknowledged} acknowledged`)
    await storage.quota.recover(null)
    const ledger = new Ledger({ store: storage.quota, replica: 'b' })
    const rest = await ledger.hold([{ limit: writerBudget, amount: writerBudget.limit - spent }])
    assert.equal(rest.allowed, true, 'the rest of the budget is free')
  })

  if (!engine.isShared) return

  it('beside others spends the budget to the end and never more', async () => {
    await using database = await engine.create()
    const replicas = ['a', 'b', 'c']
    await Promise.all(
      replicas.map((replica) => write({ storage: database.options, replica, isShared: true })),
    )
    const { spent } = await readSpending(await database.open())
    assert.ok(spent <= writerBudget.limit, `${spent} spent`)
    assert.ok(spent > writerBudget.limit - 100, `${spent} spent`)
  })
})
