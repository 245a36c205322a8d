import assert from 'node:assert/strict'
import { it } from 'node:test'
import { describeOnEveryEngine } from '../../test/fakes/engines.ts'
import { requestLogRow } from '../../test/fakes/rows.ts'
import type { LeaseRequest } from './quota-accounts.ts'

const nowMs = Date.UTC(2026, 10, 20)
const account = { owner: 'key:a', unit: 'micro-usd', window: 'total', windowStartMs: 0 } as const
const everything: LeaseRequest = {
  ...account,
  replica: 'a/1',
  limit: 1_000,
  needed: 1,
  share: 1,
  returned: 0,
  nowMs,
  expiresAtMs: nowMs + 90_000,
}

describeOnEveryEngine('quota accounts', (engine) => {
  it('grant no more than the limit to replicas that race', async () => {
    await using database = await engine.create()
    const one = await database.open()
    const two = engine.isShared ? await database.open() : one
    const requests = Array.from({ length: 60 }, (_, index) =>
      (index % 2 ? one : two).quota.lease({
        ...everything,
        replica: `replica-${index % 7}/1`,
        needed: 10 + index,
        share: 1 / 8,
      }),
    )
    const grants = await Promise.all(requests)
    const granted = grants.reduce((sum, grant) => sum + grant.granted, 0)
    const leased = (await one.quota.listLeases()).reduce((sum, lease) => sum + lease.amount, 0)
    assert.equal(leased, granted)
    assert.ok(granted <= 1_000 && granted > 900, `${granted} granted`)
  })

  it('take a settlement out of the lease and never out of another’s', async () => {
    await using database = await engine.create()
    const { quota, requestLog } = await database.open()
    await quota.lease({ ...everything, needed: 400, share: 0 })
    await quota.lease({ ...everything, replica: 'b/1', needed: 100, share: 0 })
    const settlement = { ...account, replica: 'a/1', limit: 1_000, amount: 450 }
    await requestLog.append({ rows: [requestLogRow()], contents: [], settlements: [settlement] })
    const leases = await quota.listLeases()
    assert.deepEqual(
      leases.map(({ replica, amount }) => [replica, amount]),
      [
        ['a/1', -50],
        ['b/1', 100],
      ],
    )
    const rest = await quota.lease({ ...everything, replica: 'b/1' })
    assert.equal(rest.granted, 450, 'what was overdrawn is nobody’s credit')
  })

  it('keep what is set aside for work from every replica, until it is released', async () => {
    await using database = await engine.create()
    const { quota } = await database.open()
    await quota.lease(everything)
    const part = { ...account, replica: 'a/1', amount: 700 }
    assert.equal(await quota.setAside('batch_1', [part]), true)
    assert.equal(await quota.setAside('batch_1', [part]), false, 'once')
    assert.deepEqual(
      [await quota.isSetAside('batch_1'), await quota.isSetAside('batch_2')],
      [true, false],
    )
    await quota.recover(null)
    await quota.recover('a')
    await quota.purge(nowMs + 365 * 86_400_000)
    assert.equal((await quota.lease({ ...everything, replica: 'b/1' })).granted, 300)
    const { replica: _replica, ...rest } = part
    assert.deepEqual(await quota.release('batch_1'), [rest])
    assert.deepEqual(await quota.release('batch_1'), [])
    assert.equal((await quota.lease({ ...everything, replica: 'b/1' })).granted, 700)
  })

  it('add up what one process settles under two names', async () => {
    await using database = await engine.create()
    const { quota, requestLog } = await database.open()
    const settlements = ['a/1', 'a/2'].map((replica) => ({
      ...account,
      replica,
      limit: 1_000,
      amount: 30,
    }))
    await requestLog.append({ rows: [], contents: [], settlements })
    assert.equal((await quota.listByOwner('key:a'))[0]?.settled, 60)
  })

  it('free the leases of a dead replica, at its end or when it starts again', async () => {
    await using database = await engine.create()
    const { quota } = await database.open()
    await quota.lease(everything)
    const other = { ...everything, replica: 'b/1' }
    assert.equal((await quota.lease(other)).granted, 0)
    await quota.renew({ replica: 'a/1', nowMs, expiresAtMs: nowMs + 120_000 })
    assert.equal((await quota.lease({ ...other, nowMs: nowMs + 119_999 })).granted, 0)
    assert.equal((await quota.lease({ ...other, nowMs: nowMs + 120_000 })).granted, 1_000)
    await quota.recover('a')
    await quota.recover('c')
    assert.equal((await quota.listLeases()).length, 1)
    await quota.recover(null)
    assert.equal((await quota.lease(everything)).granted, 1_000)
  })

  it('do not bring a lease back to life that has ended', async () => {
    await using database = await engine.create()
    const { quota } = await database.open()
    await quota.lease(everything)
    await quota.renew({ replica: 'a/1', nowMs: nowMs + 90_000, expiresAtMs: nowMs + 900_000 })
    await quota.purge(nowMs + 90_000)
    assert.deepEqual(await quota.listLeases(), [])
  })

  it('take back what a replica returns', async () => {
    await using database = await engine.create()
    const { quota } = await database.open()
    await quota.lease(everything)
    await quota.giveBack([{ ...account, replica: 'a/1', amount: 600 }])
    assert.equal((await quota.lease({ ...everything, replica: 'b/1' })).granted, 600)
    const changed = await quota.lease({ ...everything, limit: 900, returned: 400 })
    assert.deepEqual(changed, { granted: 300, remaining: 0 })
  })

  it('tell how far a lowered limit is exceeded', async () => {
    await using database = await engine.create()
    const { quota } = await database.open()
    await quota.lease(everything)
    assert.deepEqual(await quota.lease({ ...everything, limit: 400 }), {
      granted: 0,
      remaining: -600,
    })
  })

  it('forget minutes that are over, but not what is settled for good', async () => {
    await using database = await engine.create()
    const { quota } = await database.open()
    const minute = { window: 'minute', windowStartMs: nowMs, unit: 'requests' } as const
    await quota.lease({ ...everything, ...minute, expiresAtMs: nowMs + 3_600_000 })
    await quota.lease({ ...everything, expiresAtMs: nowMs + 3_600_000 })
    await quota.purge(nowMs + 60_000)
    assert.equal((await quota.listLeases()).length, 2)
    await quota.purge(nowMs + 180_000)
    const leases = await quota.listLeases()
    const accounts = await quota.listByOwner('key:a')
    assert.deepEqual(
      [...leases, ...accounts].map(({ window }) => window),
      ['total', 'total'],
    )
  })
})
