import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { KeyLimitObject } from '@llavero/protocol/control/key-limits.ts'
import type { CreatedKeyObject } from '@llavero/protocol/control/keys.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import { TestControl } from '../../test/fakes/control.ts'
import { describeOnEveryEngine } from '../../test/fakes/engines.ts'

describeOnEveryEngine('the limits of a key', (engine) => {
  it('are told with what is used and set aside, each in its newest window', async () => {
    await using server = await TestControl.start(engine)
    const { quota, requestLog } = server.storage
    const made = await server.operate<CreatedKeyObject>('POST', '/api/keys', {
      body: { name: 'a', budget_usd: 2, budget_window: 'day', rpm: 60 },
    })
    const { nowMs } = server.clock
    const dayMs = 86_400_000
    const today = nowMs - (nowMs % dayMs)
    const owner = `key:${made.id}`
    const budget = { owner, unit: 'micro-usd', window: 'day', limit: 2_000_000 } as const
    const settlements = [
      { ...budget, windowStartMs: today - dayMs, replica: 'a/1', amount: 1_500_000 },
      { ...budget, windowStartMs: today, replica: 'a/1', amount: 250_000 },
      { ...budget, windowStartMs: today, replica: 'b/1', amount: 0 },
    ]
    await requestLog.append({ rows: [], contents: [], settlements })
    await quota.lease({
      ...budget,
      windowStartMs: today,
      replica: 'b/1',
      needed: 500_000,
      share: 0,
      returned: 0,
      nowMs,
      expiresAtMs: nowMs + 90_000,
    })
    await quota.lease({
      owner: 'key:other',
      unit: 'micro-usd',
      window: 'day',
      limit: 1,
      windowStartMs: today,
      replica: 'b/1',
      needed: 1,
      share: 1,
      returned: 0,
      nowMs,
      expiresAtMs: nowMs + 90_000,
    })
    const { data } = await server.operate<Page<KeyLimitObject>>(
      'GET',
      `/api/keys/${made.id}/limits`,
    )
    assert.deepEqual(data, [
      {
        object: 'key_limit',
        unit: 'usd',
        window: 'day',
        window_start: today / 1_000,
        limit: 2,
        used: 0.25,
        set_aside: 0.5,
      },
    ])
    const unknown = server.operate('GET', '/api/keys/nobody00/limits')
    await assert.rejects(unknown, { code: 'not_found' })
  })
})
