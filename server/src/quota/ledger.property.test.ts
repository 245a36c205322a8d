import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Limit } from '@llavero/protocol/limit.ts'
import * as fc from 'fast-check'
import { describeOnEveryEngine } from '../../test/fakes/engines.ts'
import { MemoryQuotaStore } from '../../test/fakes/memory-quota-store.ts'
import type { AccountKey, QuotaStore, Settlement } from '../storage/quota-accounts.ts'
import type { Storage } from '../storage/open.ts'
import type { QuotaAccountTable } from '../storage/tables.ts'
import { shared, sole, type LeasePolicy } from './lease-policy.ts'
import { Ledger, type Claim, type Hold } from './ledger.ts'
import { windowAt } from './window.ts'

const limits = (budget: number): readonly [Limit, Limit, Limit] => [
  { owner: 'key:a', unit: 'micro-usd', window: 'total', limit: budget },
  { owner: 'key:a', unit: 'tokens', window: 'day', limit: 700 },
  { owner: 'key:a', unit: 'requests', window: 'minute', limit: 5 },
]

/** What can happen, in any order. Ledgers and calls are picked by number, modulo how many there are. */
type Step =
  | {
      readonly do: 'hold'
      readonly ledger: number
      readonly microUsd: number
      readonly tokens: number
    }
  | { readonly do: 'settle'; readonly call: number; readonly percent: number }
  | { readonly do: 'write'; readonly ledger: number; readonly isFailing: boolean }
  | { readonly do: 'answer' }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'limit'; readonly microUsd: number }

const small = fc.nat(5)
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('hold' as const),
      ledger: small,
      microUsd: fc.nat(400),
      tokens: fc.nat(200),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      call: small,
      percent: fc.nat(100),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      ledger: small,
      isFailing: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('limit' as const), microUsd: fc.nat(2_000) }),
  },
)

/** The store under test, and what the world knows of it. */
interface World {
  readonly store: QuotaStore
  settle(settlements: readonly Settlement[]): Promise<void>
  /** Lets held-up calls go on. */
  answer(): void
  /** What is settled on an account, and the sum of its leases. */
  balance(key: AccountKey): Promise<{ readonly settled: number; readonly leased: number }>
}

/** What the limits speak of: all that ledgers hold and have settled on one account. */
interface Taken {
  readonly key: AccountKey
  held: number
  settled: number
}

interface OpenCall {
  readonly ledger: Ledger
  readonly hold: Hold
}

/** Plays the steps and checks, at each one, that no limit is passed; then closes the books. */
class Play {
  readonly #world: World
  readonly #ledgers: readonly Ledger[]
  readonly #calls: OpenCall[] = []
  readonly #pending = new Set<Promise<unknown>>()
  readonly #unwritten: (readonly Settlement[])[] = []
  #failure: unknown = null
  readonly #taken = new Map<string, Taken>()
  readonly #takenByHold = new Map<Hold, Taken[]>()
  #limits = limits(1_000)
  #nowMs = Date.UTC(2026, 10, 20, 23, 58, 30)

  constructor(world: World, policy: LeasePolicy, replicas: number) {
    this.#world = world
    const clock = { now: () => this.#nowMs }
    this.#ledgers = Array.from({ length: replicas }, (_, index) => {
      return new Ledger({ store: world.store, replica: `replica-${index}`, policy, clock })
    })
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.#play(step)
    await this.#close()
  }

  async #play(step: Step): Promise<void> {
    switch (step.do) {
      case 'hold':
        return this.#hold(this.#ledger(step.ledger), step.microUsd, step.tokens)
      case 'settle':
        return this.#settle(step.call, step.percent)
      case 'write':
        return this.#write(this.#ledger(step.ledger), step.isFailing)
      case 'answer':
        return this.#answer()
      case 'wait':
        return this.#wait(step.seconds)
      case 'limit':
        await this.#drain()
        this.#limits = limits(step.microUsd)
    }
  }

  #hold(ledger: Ledger, microUsd: number, tokens: number): void {
    const [budget, daily, perMinute] = this.#limits
    const result = ledger.hold([
      { limit: perMinute, amount: 1 },
      { limit: daily, amount: tokens },
      { limit: budget, amount: microUsd },
    ])
    if (!(result instanceof Promise)) {
      if (result.allowed) this.#allow({ ledger, hold: result.hold })
      return
    }
    this.#pending.add(result)
    result
      .then((late) => late.allowed && this.#allow({ ledger, hold: late.hold }))
      .catch((error) => (this.#failure ??= error))
      .finally(() => this.#pending.delete(result))
  }

  #allow(call: OpenCall): void {
    this.#calls.push(call)
    this.#takenByHold.set(
      call.hold,
      call.hold.claims.map((claim) => this.#take(claim)),
    )
  }

  #take({ limit, amount }: Claim): Taken {
    const { owner, unit, window } = limit
    const key = { owner, unit, window, windowStartMs: windowAt(window, this.#nowMs).startMs }
    const taken = this.#taken.get(JSON.stringify(key)) ?? { key, held: 0, settled: 0 }
    this.#taken.set(JSON.stringify(key), taken)
    taken.held += amount
    if (amount > 0) {
      assert.ok(
        taken.held + taken.settled <= limit.limit,
        `${unit}: ${JSON.stringify({ taken, limit })}`,
      )
    }
    return taken
  }

  #settle(index: number, percent: number): void {
    const [call] = this.#calls.splice(index % Math.max(1, this.#calls.length), 1)
    if (!call) return
    const used = { requests: 1, tokens: 0, 'micro-usd': 0 }
    const taken = this.#takenByHold.get(call.hold) ?? []
    for (const [at, { limit, amount }] of call.hold.claims.entries()) {
      if (limit.unit !== 'requests') used[limit.unit] = Math.floor((amount * percent) / 100)
      const account = taken[at]
      assert.ok(account)
      account.held -= amount
      account.settled += used[limit.unit]
    }
    call.ledger.settle(call.hold, used)
  }

  /** A batch that could not be written waits, unchanged, and goes before the next one. */
  async #write(ledger: Ledger, isFailing: boolean): Promise<void> {
    this.#unwritten.push(ledger.takeSettlements())
    if (isFailing) return
    for (const settlements of this.#unwritten.splice(0)) await this.#world.settle(settlements)
  }

  async #answer(): Promise<void> {
    this.#world.answer()
    await new Promise((resolve) => setImmediate(resolve))
  }

  async #drain(): Promise<void> {
    while (this.#pending.size > 0) await this.#answer()
    if (this.#failure) throw this.#failure
  }

  async #wait(seconds: number): Promise<void> {
    await this.#drain()
    this.#nowMs += seconds * 1_000
    await this.#finish(Promise.all(this.#ledgers.map((ledger) => ledger.tick())))
  }

  async #close(): Promise<void> {
    await this.#drain()
    while (this.#calls.length > 0) this.#settle(0, 100)
    for (const ledger of this.#ledgers) {
      await this.#write(ledger, false)
      await this.#finish(ledger.close())
      assert.equal(ledger.outstanding(), 0)
    }
    for (const { key, settled } of this.#taken.values()) {
      if (
        key.window === 'minute' ||
        windowAt(key.window, this.#nowMs).startMs > key.windowStartMs
      ) {
        continue
      }
      assert.deepEqual(await this.#world.balance(key), { settled, leased: 0 }, key.unit)
    }
  }

  /** Answers until something that waits for the store is done. */
  async #finish(work: Promise<unknown>): Promise<void> {
    this.#pending.add(work)
    const isDone = work.finally(() => this.#pending.delete(work))
    await this.#drain()
    await isDone
  }

  #ledger(index: number): Ledger {
    const ledger = this.#ledgers[index % this.#ledgers.length]
    assert.ok(ledger)
    return ledger
  }
}

function memoryWorld(): World {
  const store = new MemoryQuotaStore()
  store.isHeldUp = true
  return {
    store,
    settle: async (settlements) => store.settle(settlements),
    answer: () => store.answer(),
    async balance(key) {
      const { settled, leases } = store.account(key)
      return { settled, leased: leases.values().reduce((sum, { amount }) => sum + amount, 0) }
    },
  }
}

function databaseWorld({ quota, requestLog }: Storage): World {
  return {
    store: quota,
    settle: (settlements) => requestLog.append({ rows: [], contents: [], settlements }),
    answer() {},
    async balance({ owner, unit, window, windowStartMs }) {
      const isAccount = (row: AccountRow) =>
        row.unit === unit && row.window === window && row.window_start === windowStartMs
      const account = (await quota.listByOwner(owner)).find(isAccount)
      const leases = (await quota.listLeases()).filter(isAccount)
      return {
        settled: account?.settled ?? 0,
        leased: leases.reduce((sum, { amount }) => sum + amount, 0),
      }
    },
  }
}

type AccountRow = Pick<QuotaAccountTable, 'unit' | 'window' | 'window_start'>

const steps = (maxLength: number) => fc.array(stepArbitrary, { maxLength, size: 'max' })

describe('in any interleaving', () => {
  it('one ledger passes no limit and its books balance', async () => {
    const property = fc.asyncProperty(steps(60), (steps) => {
      return new Play(memoryWorld(), sole, 1).run(steps)
    })
    await fc.assert(property, { numRuns: 300 })
  })

  it('three ledgers on one store pass no limit and their books balance', async () => {
    const property = fc.asyncProperty(steps(60), (steps) => {
      return new Play(memoryWorld(), shared, 3).run(steps)
    })
    await fc.assert(property, { numRuns: 300 })
  })
})

describeOnEveryEngine('in any interleaving on the database', (engine) => {
  it('three ledgers pass no limit and their books balance', async () => {
    const property = fc.asyncProperty(steps(40), async (steps) => {
      await using database = await engine.create()
      await new Play(databaseWorld(await database.open()), shared, 3).run(steps)
    })
    await fc.assert(property, { numRuns: 10 })
  })
})
