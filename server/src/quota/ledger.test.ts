import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Limit } from '@llavero/protocol/limit.ts'
import { MemoryQuotaStore } from '../../test/fakes/memory-quota-store.ts'
import { shared } from './lease-policy.ts'
import { Ledger, type Amounts, type Hold, type HoldResult, type LedgerOptions } from './ledger.ts'

const startMs = Date.UTC(2026, 10, 20, 12)
const budget: Limit = { owner: 'key:a', unit: 'micro-usd', window: 'total', limit: 1_000 }
const daily: Limit = { owner: 'key:a', unit: 'tokens', window: 'day', limit: 500 }
const perMinute: Limit = { owner: 'key:a', unit: 'requests', window: 'minute', limit: 3 }
const budgetKey = { owner: 'key:a', unit: 'micro-usd', window: 'total', windowStartMs: 0 } as const

function start(options: Partial<LedgerOptions> = {}) {
  const clock = { nowMs: startMs, now: () => clock.nowMs }
  const store = new MemoryQuotaStore()
  const ledger = new Ledger({ store, replica: 'a', clock, ...options })
  return { clock, store, ledger }
}

function used(amounts: Partial<Amounts>): Amounts {
  return { requests: 1, tokens: 0, 'micro-usd': 0, ...amounts }
}

async function take(ledger: Ledger, limit: Limit, amount: number): Promise<Hold> {
  const result = await ledger.hold([{ limit, amount }])
  assert.equal(result.allowed, true)
  return result.hold
}

function refusalOf(result: HoldResult | Promise<HoldResult>) {
  assert.ok(!(result instanceof Promise), 'answered from memory')
  assert.equal(result.allowed, false)
  return result
}

describe('the ledger', () => {
  it('holds without waiting while the lease lasts', async () => {
    const { ledger, store } = start()
    ledger.settle(await take(ledger, budget, 1), used({}))
    for (let index = 0; index < 10; index++) {
      assert.ok(!(ledger.hold([{ limit: budget, amount: 100 }]) instanceof Promise))
    }
    assert.equal(refusalOf(ledger.hold([{ limit: budget, amount: 1 }])).reason, 'exhausted')
    assert.equal(store.leaseCalls, 1)
  })

  it('asks the store once for all calls that wait for the same lease', async () => {
    const { ledger, store } = start()
    const calls = Array.from({ length: 20 }, async () =>
      ledger.hold([{ limit: budget, amount: 100 }]),
    )
    const results = await Promise.all(calls)
    assert.equal(results.filter((result) => result.allowed).length, 10)
    assert.equal(store.leaseCalls, 1)
  })

  it('never asks the store for a minute that only this process counts', () => {
    const { ledger, store, clock } = start()
    for (let index = 0; index < 3; index++) {
      assert.ok(!(ledger.hold([{ limit: perMinute, amount: 1 }]) instanceof Promise))
    }
    clock.nowMs += 15_000
    const refusal = refusalOf(ledger.hold([{ limit: perMinute, amount: 1 }]))
    assert.deepEqual(refusal, {
      allowed: false,
      reason: 'exhausted',
      limit: perMinute,
      remaining: 0,
      resetMs: 45_000,
    })
    clock.nowMs += 45_000
    assert.ok(!(ledger.hold([{ limit: perMinute, amount: 1 }]) instanceof Promise))
    assert.equal(store.leaseCalls, 0)
  })

  it('takes all claims or none', async () => {
    const { ledger } = start()
    ledger.settle(await take(ledger, budget, 0), used({}))
    const claims = [
      { limit: perMinute, amount: 1 },
      { limit: daily, amount: 100 },
      { limit: budget, amount: 1_001 },
    ]
    const result = await ledger.hold(claims)
    assert.ok(!result.allowed)
    assert.equal(result.limit, budget)
    assert.equal(ledger.status(perMinute).remaining, 3)
    assert.equal(ledger.status(daily).remaining, 500)
    assert.equal(ledger.outstanding(), 0)
  })

  it('returns at once what was held and not used', async () => {
    const { ledger } = start()
    ledger.settle(await take(ledger, budget, 1_000), used({ 'micro-usd': 1 }))
    assert.equal(ledger.status(budget).remaining, 999)
    assert.ok(!(ledger.hold([{ limit: budget, amount: 999 }]) instanceof Promise))
  })

  it('settles a hold once', async () => {
    const { ledger } = start()
    const hold = await take(ledger, budget, 10)
    assert.equal(ledger.outstanding(), 1)
    ledger.settle(hold, used({ 'micro-usd': 5 }))
    assert.throws(() => ledger.settle(hold, used({ 'micro-usd': 5 })), /settled once/)
    assert.equal(ledger.outstanding(), 0)
    assert.equal(ledger.status(budget).remaining, 995)
  })

  it('does not take what is no amount', async () => {
    const { ledger } = start()
    const hold = await take(ledger, budget, 10)
    for (const amount of [NaN, -1, 0.5, Infinity]) {
      assert.throws(() => ledger.settle(hold, used({ 'micro-usd': amount })), RangeError)
    }
    assert.equal(refusalOf(ledger.hold([{ limit: budget, amount: NaN }])).allowed, false)
    ledger.settle(hold, used({ 'micro-usd': 10 }))
    assert.equal(ledger.outstanding(), 0)
  })

  it('refuses the next call after one that used more than was left', async () => {
    const { ledger, store } = start()
    ledger.settle(await take(ledger, budget, 1_000), used({ 'micro-usd': 1_200 }))
    assert.equal(refusalOf(ledger.hold([{ limit: budget, amount: 1 }])).reason, 'exhausted')
    store.settle(ledger.takeSettlements())
    assert.equal(store.account(budgetKey).settled, 1_200)
    assert.equal(refusalOf(ledger.hold([{ limit: budget, amount: 1 }])).reason, 'exhausted')
    const raised = { ...budget, limit: 1_500 }
    const result = await ledger.hold([{ limit: raised, amount: 301 }])
    assert.equal(result.allowed, false)
    await take(ledger, raised, 300)
  })

  it('follows a changed limit from the next call on', async () => {
    const { ledger } = start()
    ledger.settle(await take(ledger, budget, 600), used({ 'micro-usd': 600 }))
    const lowered = { ...budget, limit: 700 }
    const refused = await ledger.hold([{ limit: lowered, amount: 101 }])
    assert.ok(!refused.allowed && refused.reason === 'exhausted')
    assert.equal(refused.remaining, 100)
    ledger.settle(await take(ledger, { ...budget, limit: 2_000 }, 1_400), used({}))
    await take(ledger, { ...perMinute, limit: 1 }, 1)
    const more = { ...perMinute, limit: 2 }
    await take(ledger, more, 1)
    assert.equal(refusalOf(ledger.hold([{ limit: more, amount: 1 }])).reason, 'exhausted')
  })

  it('says that the store is unavailable when it fails, and recovers with it', async () => {
    const { ledger, store } = start()
    store.isBroken = true
    const claims = [
      { limit: perMinute, amount: 1 },
      { limit: budget, amount: 1 },
    ]
    assert.deepEqual(await ledger.hold(claims), {
      allowed: false,
      reason: 'unavailable',
      limit: budget,
    })
    assert.equal(ledger.status(perMinute).remaining, 3)
    store.isBroken = false
    await take(ledger, budget, 1_000)
  })

  it('does not wait for a store that does not answer, and loses nothing when it does', async () => {
    const { ledger, store } = start({ storeTimeoutMs: 1 })
    store.isHeldUp = true
    const result = await ledger.hold([{ limit: budget, amount: 1 }])
    assert.ok(!result.allowed && result.reason === 'unavailable')
    store.isHeldUp = false
    store.answer()
    await take(ledger, budget, 1_000)
    assert.equal(store.leaseCalls, 1)
  })

  it('goes on within its lease while the store is broken', async () => {
    const { ledger, store } = start()
    ledger.settle(await take(ledger, budget, 1), used({}))
    store.isBroken = true
    assert.ok(!(ledger.hold([{ limit: budget, amount: 1_000 }]) instanceof Promise))
  })

  it('settles into the window in which the hold was taken', async () => {
    const { ledger, store, clock } = start()
    const hold = await take(ledger, daily, 500)
    clock.nowMs += 86_400_000
    await ledger.tick()
    ledger.settle(hold, used({ tokens: 400 }))
    const settlements = ledger.takeSettlements()
    assert.deepEqual(
      settlements.map(({ windowStartMs }) => windowStartMs),
      [Date.UTC(2026, 10, 20)],
    )
    store.settle(settlements)
    await take(ledger, daily, 500)
  })

  it('hands settled amounts over once, added up', async () => {
    const { ledger } = start()
    for (const amount of [3, 4]) {
      ledger.settle(await take(ledger, budget, 10), used({ 'micro-usd': amount }))
    }
    const amounts = ledger.takeSettlements().map(({ amount }) => amount)
    assert.deepEqual(amounts, [7])
    assert.deepEqual(ledger.takeSettlements(), [])
  })

  it('tells what is left and for how long', async () => {
    const { ledger } = start()
    assert.deepEqual(ledger.status(daily), { remaining: 500, resetMs: 43_200_000 })
    ledger.settle(await take(ledger, daily, 100), used({ tokens: 40 }))
    assert.deepEqual(ledger.status({ ...daily }), { remaining: 460, resetMs: 43_200_000 })
    assert.deepEqual(ledger.status(budget), { remaining: 1_000, resetMs: null })
  })

  it('knows what is left before the first hold when it was prepared', async () => {
    const { ledger, store } = start()
    store.settle([{ ...budgetKey, replica: 'old/1', limit: 1_000, amount: 990 }])
    await ledger.prepare([budget, perMinute])
    assert.equal(ledger.status(budget).remaining, 10)
    assert.equal(ledger.status(perMinute).remaining, 3)
  })

  it('gives everything back when it closes', async () => {
    const { ledger, store } = start()
    ledger.settle(await take(ledger, budget, 600), used({ 'micro-usd': 600 }))
    store.settle(ledger.takeSettlements())
    await ledger.close()
    assert.equal(store.account(budgetKey).leases.get('a/1')?.amount, 0)
    const next = new Ledger({ store, replica: 'b' })
    await take(next, budget, 400)
  })
})

describe('ledgers that share a store', () => {
  it('lease smaller parts the nearer the limit is, and all of it in the end', async () => {
    const { ledger, store } = start({ policy: shared })
    const other = new Ledger({ store, replica: 'b', policy: shared, clock: { now: () => startMs } })
    await take(ledger, budget, 1)
    assert.equal(store.account(budgetKey).leases.get('a/1')?.amount, 125)
    await take(other, budget, 1)
    assert.equal(store.account(budgetKey).leases.get('b/1')?.amount, 109)
    await take(ledger, budget, 800)
    const refused = await ledger.hold([{ limit: budget, amount: 100 }])
    assert.ok(!refused.allowed && refused.reason === 'exhausted')
  })

  it('get what an idle one gave back', async () => {
    const { ledger, store, clock } = start({ policy: shared })
    const other = new Ledger({ store, replica: 'b', policy: shared, clock })
    ledger.settle(await take(ledger, budget, 900), used({}))
    assert.equal((await other.hold([{ limit: budget, amount: 900 }])).allowed, false)
    await ledger.tick()
    await ledger.tick()
    clock.nowMs += 1_000
    await take(other, budget, 1_000)
  })

  it('take over the lease of a dead one, but not of one that renews it', async () => {
    const { ledger, store, clock } = start({ policy: shared })
    const other = new Ledger({ store, replica: 'b', policy: shared, clock })
    await take(ledger, budget, 1_000)
    clock.nowMs += 59_000
    await ledger.tick()
    clock.nowMs += 59_000
    assert.equal((await other.hold([{ limit: budget, amount: 1 }])).allowed, false)
    clock.nowMs += 120_000
    await take(other, budget, 1_000)
  })

  it('do not use a lease that they could not renew in time', async () => {
    const { ledger, store, clock } = start({ policy: shared })
    const other = new Ledger({ store, replica: 'b', policy: shared, clock })
    ledger.settle(await take(ledger, budget, 1_000), used({}))
    clock.nowMs += 90_000
    await take(other, budget, 1_000)
    const late = await ledger.hold([{ limit: budget, amount: 1 }])
    assert.ok(!late.allowed && late.reason === 'exhausted')
  })

  it('do not use a minute again that a dead one has used', async () => {
    const { ledger, store, clock } = start({ policy: shared })
    const other = new Ledger({ store, replica: 'b', policy: shared, clock })
    ledger.settle(await take(ledger, perMinute, 3), used({ requests: 3 }))
    assert.equal((await other.hold([{ limit: perMinute, amount: 1 }])).allowed, false)
    clock.nowMs += 60_000
    await take(other, perMinute, 3)
  })
})
