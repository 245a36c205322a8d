import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { requestLogRow } from '../../../test/fakes/rows.ts'
import type { RequestLogBatch, RequestLogRow } from '../../storage/request-log.ts'
import type { Settlement } from '../../storage/quota-accounts.ts'
import { RequestLogQueue } from './request-log-queue.ts'

const settlement: Settlement = {
  owner: 'key:abcd1234',
  unit: 'micro-usd',
  window: 'total',
  windowStartMs: 0,
  replica: 'a/1',
  limit: 1_000,
  amount: 27,
}

/** A queue before a database that fails while it is told to. */
function setScene(maxRows = 100) {
  const scene = {
    isBroken: false,
    /** Every try, also those that failed. */
    tries: [] as RequestLogBatch[],
    observed: [] as RequestLogRow[],
    failures: [] as unknown[],
    settlements: [] as Settlement[],
    /** Called while a batch is being written. */
    duringAppend: () => {},
  }
  const queue = new RequestLogQueue({
    async append(batch) {
      scene.tries.push(batch)
      scene.duringAppend()
      if (scene.isBroken) throw new Error('the connection broke')
    },
    ledger: { takeSettlements: () => scene.settlements.splice(0) },
    observe: (rows) => void scene.observed.push(...rows),
    reportFailure: (error) => void scene.failures.push(error),
    maxRows,
  })
  const push = (id: string) => queue.push(requestLogRow({ id }), { request: '{}', response: id })
  return Object.assign(scene, { queue, push })
}

const idsOf = ({ rows }: RequestLogBatch) => rows.map(({ id }) => id)

describe('the queue of log rows', () => {
  it('writes rows, contents and settlements as one batch', async () => {
    const scene = setScene()
    scene.push('one')
    scene.push('two')
    scene.settlements.push(settlement)
    await scene.queue.flush()
    const [batch] = scene.tries
    assert.ok(batch)
    assert.deepEqual(idsOf(batch), ['one', 'two'])
    assert.deepEqual(
      batch.contents.map(({ id }) => id),
      ['one', 'two'],
    )
    assert.deepEqual(batch.settlements, [settlement])
    assert.equal(scene.queue.waiting, 0)
  })

  it('does not trouble the database when nothing waits', async () => {
    const scene = setScene()
    await scene.queue.flush()
    assert.deepEqual(scene.tries, [])
  })

  it('tries a batch that failed again as it was; what came later follows in a batch of its own', async () => {
    const scene = setScene()
    scene.push('one')
    scene.settlements.push(settlement)
    scene.isBroken = true
    await scene.queue.flush()

    scene.push('two')
    scene.settlements.push({ ...settlement, amount: 5 })
    await scene.queue.flush()
    assert.equal(scene.queue.waiting, 2)
    assert.equal(scene.failures.length, 2)

    scene.isBroken = false
    await scene.queue.flush()
    const [first, second, third, fourth] = scene.tries
    assert.ok(first && fourth)
    assert.equal(second, first)
    assert.equal(third, first)
    assert.deepEqual(idsOf(fourth), ['two'])
    assert.deepEqual(fourth.settlements, [{ ...settlement, amount: 5 }])
    assert.equal(scene.queue.waiting, 0)
  })

  it('shows every row once, when it is written', async () => {
    const scene = setScene()
    scene.push('one')
    scene.isBroken = true
    await scene.queue.flush()
    assert.deepEqual(scene.observed, [])
    scene.isBroken = false
    await scene.queue.flush()
    await scene.queue.flush()
    assert.deepEqual(
      scene.observed.map(({ id }) => id),
      ['one'],
    )
  })

  it('drops and counts what is beyond its bound, rows on their way included', async () => {
    const scene = setScene(2)
    scene.push('one')
    scene.isBroken = true
    await scene.queue.flush()
    scene.push('two')
    scene.push('three')
    assert.equal(scene.queue.waiting, 2)
    assert.equal(scene.queue.dropped, 1)
  })

  it('keeps rows that come while it writes for the next batch', async () => {
    const scene = setScene()
    scene.push('one')
    scene.duringAppend = () => {
      scene.duringAppend = () => {}
      scene.push('two')
    }
    await scene.queue.flush()
    await scene.queue.flush()
    assert.deepEqual(scene.tries.map(idsOf), [['one'], ['two']])
  })

  it('writes one batch at a time, and without being told to when many rows wait', async () => {
    const scene = setScene(20_000)
    for (let index = 0; index < 5_000; index++) scene.push(String(index))
    await Promise.all([scene.queue.flush(), scene.queue.flush()])
    assert.deepEqual(
      scene.tries.map(({ rows }) => rows.length),
      [5_000],
    )
  })
})
