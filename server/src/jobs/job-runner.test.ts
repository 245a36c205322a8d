import assert from 'node:assert/strict'
import { it } from 'node:test'
import { describeOnEveryEngine, type TestDatabase } from '../../test/fakes/engines.ts'
import { until } from '../../test/fakes/until.ts'
import { LeaseLost } from '../storage/jobs.ts'
import type { Storage } from '../storage/open.ts'
import { type JobHandler, JobRunner, leaseMs } from './job-runner.ts'

const startMs = Date.UTC(2026, 10, 20, 12)

async function addJob(storage: Storage, subject: string, run_at = startMs): Promise<void> {
  await storage.jobs.add({ id: `test:${subject}`, kind: 'test', subject, run_at })
}

function runnerOf(
  storage: Storage,
  owner: string,
  handler: JobHandler,
  clock = { nowMs: startMs },
) {
  const failures: unknown[] = []
  const runner = new JobRunner({
    jobs: storage.jobs,
    handlers: { test: handler },
    owner,
    now: () => clock.nowMs,
    reportFailure: (error) => failures.push(error),
    maxJobs: 4,
  })
  return { runner, failures }
}

async function openIn(database: TestDatabase): Promise<Storage> {
  return database.open()
}

describeOnEveryEngine('jobs', (engine) => {
  it('are done once each by two workers on one database', async () => {
    await using database = await engine.create()
    const storage = await openIn(database)
    const done: string[] = []
    const handler: JobHandler = async ({ subject }) => {
      done.push(subject)
      return 'done'
    }
    for (let at = 0; at < 20; at++) await addJob(storage, String(at))
    const workers = ['a', 'b'].map((owner) => runnerOf(storage, owner, handler).runner)
    for (const worker of workers) worker.start()
    await until('all are done', () => done.length >= 20)
    for (const worker of workers) await worker.stop()
    assert.deepEqual(done.toSorted(), Array.from({ length: 20 }, (_, at) => String(at)).toSorted())
  })

  it('of a dead process are gone on with by another one when their lease has ended', async () => {
    await using database = await engine.create()
    const storage = await openIn(database)
    await addJob(storage, 'one')
    const untilMs = startMs + leaseMs
    const taking = { kinds: ['test'], owner: 'dead', nowMs: startMs, untilMs }
    assert.equal((await storage.jobs.take(taking))?.subject, 'one')
    const other = { ...taking, owner: 'other', nowMs: untilMs - 1, untilMs: untilMs + leaseMs }
    assert.equal(await storage.jobs.take(other), null)
    assert.equal((await storage.jobs.take({ ...other, nowMs: untilMs }))?.attempts, 2)
    const late = storage.jobs.renew({ id: 'test:one', owner: 'dead', untilMs: untilMs + leaseMs })
    await assert.rejects(late, LeaseLost)
  })

  it('that fail are tried again later, and then be done', async () => {
    await using database = await engine.create()
    const storage = await openIn(database)
    const clock = { nowMs: startMs }
    const seen: number[] = []
    const handler: JobHandler = async ({ attempts }) => {
      seen.push(attempts)
      if (attempts === 1) throw new Error('not yet')
      return 'done'
    }
    const { runner, failures } = runnerOf(storage, 'a', handler, clock)
    await addJob(storage, 'one')
    runner.start()
    await until('it has failed', () => failures.length === 1)
    // Past the pause, but not past the lease: the time of the next try may still be on its way to the database.
    clock.nowMs += leaseMs / 2
    await until('it is tried again', () => {
      runner.wake()
      return seen.length === 2
    })
    await runner.stop()
    assert.deepEqual(seen, [1, 2])
  })

  it('that are asked for again while they are done are done once more', async () => {
    await using database = await engine.create()
    const storage = await openIn(database)
    let count = 0
    const handler: JobHandler = async () => {
      count += 1
      if (count === 1) await addJob(storage, 'one', startMs - 1)
      return 'done'
    }
    await addJob(storage, 'one')
    const { runner } = runnerOf(storage, 'a', handler)
    runner.start()
    await until('it is done twice', () => count === 2)
    await runner.stop()
  })

  it('under way are asked to pause when the process stops, and can be taken at once', async () => {
    await using database = await engine.create()
    const storage = await openIn(database)
    const started = Promise.withResolvers<void>()
    const handler: JobHandler = async ({ signal }) => {
      started.resolve()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return { runAtMs: startMs }
    }
    await addJob(storage, 'one')
    const { runner } = runnerOf(storage, 'a', handler)
    runner.start()
    await started.promise
    await runner.stop()
    const taking = { kinds: ['test'], owner: 'b', nowMs: startMs, untilMs: startMs + leaseMs }
    assert.equal((await storage.jobs.take(taking))?.subject, 'one')
  })

  if (engine.isShared) {
    it('of other processes are heard of', async () => {
      await using database = await engine.create()
      const storage = await openIn(database)
      let wakes = 0
      const close = await storage.listenForWork(() => {
        wakes += 1
      })
      const before = wakes
      await addJob(await openIn(database), 'one')
      await until('it has heard', () => wakes > before)
      await close()
    })
  }
})
