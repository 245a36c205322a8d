import assert from 'node:assert/strict'
import { it } from 'node:test'
import { describeOnEveryEngine, type TestDatabase } from '../../test/fakes/engines.ts'
import { until } from '../../test/fakes/until.ts'
import { LeaseLost } from '../storage/jobs.ts'
import type { Storage } from '../storage/open.ts'
import { type JobHandler, JobRunner, leaseMs } from './job-runner.ts'

const startMs = Date.UTC(2026, 10, 20, 12)

async function addJob(
  storage: Storage,
  subject: string,
  { run_at = startMs, asked_by = 'a key' } = {},
): Promise<void> {
  await storage.jobs.add({ id: `test:${subject}`, kind: 'test', subject, asked_by, run_at })
}

/** Works until its turn ends. */
const tirelessly: JobHandler = async ({ turn }) => {
  await new Promise((resolve) => turn.addEventListener('abort', resolve))
  return { runAtMs: startMs }
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
      if (count === 1) await addJob(storage, 'one', { run_at: startMs - 1 })
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

  it('are taken first of whoever has the fewest at work, and in the order of their time', async () => {
    await using database = await engine.create()
    const storage = await openIn(database)
    for (const name of ['a1', 'a2', 'a3']) await addJob(storage, name, { asked_by: 'a' })
    for (const name of ['b1', 'b2']) {
      await addJob(storage, name, { asked_by: 'b', run_at: startMs + 1 })
    }
    const nowMs = startMs + 1
    const taking = { kinds: ['test'], owner: 'x', nowMs, untilMs: nowMs + leaseMs }
    const taken: string[] = []
    for (let job = await storage.jobs.take(taking); job; job = await storage.jobs.take(taking)) {
      taken.push(job.subject)
    }
    assert.deepEqual(taken, ['a1', 'b1', 'a2', 'b2', 'a3'])
  })

  it('of one who has taken all places make room for the first one of somebody else', async () => {
    await using database = await engine.create()
    const storage = await openIn(database)
    const begun: string[] = []
    const { runner } = runnerOf(storage, 'a', async (context) => {
      begun.push(context.subject)
      return context.subject === 'theirs' ? 'done' : tirelessly(context)
    })
    for (const name of ['1', '2', '3', '4', '5']) await addJob(storage, name)
    runner.start()
    await until('all places are taken', () => begun.length === 4)
    await addJob(storage, 'theirs', { asked_by: 'another key' })
    runner.wake()
    await until('the other one is begun', () => begun.includes('theirs'))
    await runner.stop()
  })

  it('that rest lend their place, and go on when they have rested', async () => {
    await using database = await engine.create()
    const storage = await openIn(database)
    const clock = { nowMs: startMs }
    const begun: string[] = []
    const handler: JobHandler = async (context) => {
      const { subject, attempts } = context
      begun.push(subject)
      if (subject === 'fifth' || attempts > 1) return 'done'
      context.rest(startMs + leaseMs / 2)
      return tirelessly(context)
    }
    const { runner } = runnerOf(storage, 'a', handler, clock)
    for (const name of ['1', '2', '3', '4']) await addJob(storage, name)
    runner.start()
    await until('all places are taken', () => begun.length === 4)
    await addJob(storage, 'fifth')
    runner.wake()
    await until('one has lent its place', () => begun.includes('fifth'))
    const taking = { kinds: ['test'], nowMs: startMs + leaseMs / 2 - 1 }
    assert.equal(await storage.jobs.peek(taking), null, 'it rests still')
    clock.nowMs = startMs + leaseMs / 2
    await until('it goes on', () => {
      runner.wake()
      return begun.length === 6
    })
    await runner.stop()
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
