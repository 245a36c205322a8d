import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { CreatedKeyObject, KeyObject } from '@llavero/protocol/control/keys.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import { TestControl } from '../../test/fakes/control.ts'
import { describeOnEveryEngine } from '../../test/fakes/engines.ts'
import { requestLogRow } from '../../test/fakes/rows.ts'
import { hashSecret, parseApiKey } from '../auth/api-key.ts'

const create = (server: TestControl, body: object = {}) =>
  server.operate<CreatedKeyObject>('POST', '/api/keys', { body: { name: 'build', ...body } })

describeOnEveryEngine('keys', (engine) => {
  it('are told once, when they are made, and opened by nothing that is stored', async () => {
    await using server = await TestControl.start(engine)
    const { key, ...rest } = await create(server)
    const secret = parseApiKey(key)?.secret ?? ''
    const row = await server.storage.apiKeys.get(rest.id)
    assert.ok(row)
    assert.equal(row.secret_hash, hashSecret(secret))
    const shown = JSON.stringify([
      row,
      rest,
      await server.operate('GET', '/api/keys'),
      await server.operate('GET', `/api/keys/${rest.id}`),
      await server.operate('PATCH', `/api/keys/${rest.id}`, { body: { name: 'other' } }),
      await server.operate('POST', `/api/keys/${rest.id}/revoke`),
    ])
    assert.ok(!shown.includes(key) && !shown.includes(secret))
    assert.equal(rest.last_four, key.slice(-4))
  })

  it('have no limit that was not asked for, and exactly those that were', async () => {
    await using server = await TestControl.start(engine)
    const { key: _, ...plain } = await create(server)
    assert.deepEqual(plain, {
      id: plain.id,
      object: 'key',
      name: 'build',
      project_id: 'default',
      last_four: plain.last_four,
      models: null,
      endpoints: null,
      budget_usd: null,
      budget_window: 'total',
      spent_usd: 0,
      rpm: null,
      tpm: null,
      created_at: server.clock.nowMs / 1000,
      expires_at: null,
      revoked_at: null,
      last_used_at: null,
      previous_last_four: null,
      previous_ends_at: null,
      previous_last_used_at: null,
    })
    const limits = {
      models: ['gpt-4o*', 'sim-mini'],
      endpoints: ['chat'],
      budget_usd: 0.000001,
      budget_window: 'month',
      rpm: 60,
      tpm: 9000,
      expires_at: server.clock.nowMs / 1000 + 60,
    }
    const { id } = await create(server, limits)
    const limited = await server.operate<KeyObject>('GET', `/api/keys/${id}`)
    assert.deepEqual({ ...limited, ...limits }, limited)
  })

  it('keep what an update leaves out, and lose a limit that is set to null', async () => {
    await using server = await TestControl.start(engine)
    const { id } = await create(server, { rpm: 60, budget_usd: 5 })
    const body = { rpm: null, tpm: 10 }
    const updated = await server.operate<KeyObject>('PATCH', `/api/keys/${id}`, { body })
    assert.deepEqual([updated.rpm, updated.tpm, updated.budget_usd], [null, 10, 5])
    assert.equal(updated.name, 'build')
    assert.equal(server.changes, 2)
  })

  it('are refused with a fault named by its field', async () => {
    await using server = await TestControl.start(engine)
    const faults: [object, string, string][] = [
      [{ budget: 1 }, 'unknown_parameter', 'budget'],
      [{ budget_usd: -1 }, 'decimal_below_min_value', 'budget_usd'],
      [{ rpm: '60' }, 'invalid_type', 'rpm'],
      [{ endpoints: ['images'] }, 'invalid_value', 'endpoints[0]'],
      [{ project_id: 'nowhere' }, 'invalid_value', 'project_id'],
      [{ expires_at: 1 }, 'invalid_value', 'expires_at'],
    ]
    for (const [body, code, param] of faults) {
      await assert.rejects(create(server, body), { code, param })
    }
    assert.equal(server.changes, 0)
  })

  it('are revoked for good, at the time of the first revocation', async () => {
    await using server = await TestControl.start(engine)
    const { id } = await create(server)
    const revoke = () => server.operate<KeyObject>('POST', `/api/keys/${id}/revoke`)
    const revokedAt = server.clock.nowMs / 1000
    assert.equal((await revoke()).revoked_at, revokedAt)
    server.clock.nowMs += 60_000
    assert.equal((await revoke()).revoked_at, revokedAt)
  })

  it('show what they spent in the window of their budget, and when they were last used', async () => {
    await using server = await TestControl.start(engine)
    const { nowMs } = server.clock
    const keys = [
      await create(server, { budget_window: 'total' }),
      await create(server, { budget_window: 'month' }),
      await create(server, { budget_window: 'day' }),
      await create(server),
    ]
    const startedAts = [Date.UTC(2026, 9, 31, 23, 59), Date.UTC(2026, 10, 1), nowMs - 1000]
    const rows = keys.slice(0, 3).flatMap(({ id }, keyIndex) =>
      startedAts.map((started_at, index) =>
        requestLogRow({
          id: `req_${index}${keyIndex}`,
          key_id: id,
          started_at,
          cost_micro_usd: 10 ** index,
        }),
      ),
    )
    await server.storage.requestLog.append({ rows, contents: [], settlements: [] })
    const uses = await Promise.all(
      keys.map(async ({ id }) => {
        const key = await server.operate<KeyObject>('GET', `/api/keys/${id}`)
        return [key.spent_usd, key.last_used_at]
      }),
    )
    const lastUsed = nowMs / 1000 - 1
    assert.deepEqual(uses, [
      [0.000111, lastUsed],
      [0.00011, lastUsed],
      [0.0001, lastUsed],
      [0, null],
    ])
  })

  it('are listed newest first, page by page, each once', async () => {
    await using server = await TestControl.start(engine)
    const created: string[] = []
    for (let count = 0; count < 5; count += 1) {
      created.unshift((await create(server)).id)
      server.clock.nowMs += 1
    }
    const seen: string[] = []
    let before: string | null = null
    do {
      const query: object = before === null ? { limit: '2' } : { limit: '2', before }
      const page: Page<KeyObject> = await server.operate('GET', '/api/keys', { query })
      seen.push(...page.data.map(({ id }) => id))
      assert.equal(page.has_more, page.next !== null)
      before = page.next
    } while (before !== null)
    assert.deepEqual(seen, created)
  })

  it('that do not exist are not found', async () => {
    await using server = await TestControl.start(engine)
    const asks: [string, string, object?][] = [
      ['GET', '/api/keys/nobody'],
      ['PATCH', '/api/keys/nobody', { name: 'x' }],
      ['POST', '/api/keys/nobody/revoke'],
    ]
    for (const [method, path, body] of asks) {
      await assert.rejects(server.operate(method, path, { body }), { code: 'not_found' })
    }
  })

  it('get a new secret, beside which the former one works for the grace time', async () => {
    await using server = await TestControl.start(engine)
    const made = await create(server, { budget_usd: 5 })
    const path = `/api/keys/${made.id}/rotate`
    const { key, ...rotated } = await server.operate<CreatedKeyObject>('POST', path, {
      body: { grace_seconds: 60 },
    })
    const { key: _, ...before } = made
    assert.deepEqual(rotated, {
      ...before,
      last_four: key.slice(-4),
      previous_last_four: made.last_four,
      previous_ends_at: server.clock.nowMs / 1000 + 60,
    })
    assert.equal(parseApiKey(key)?.id, made.id)
    const row = await server.storage.apiKeys.get(made.id)
    assert.equal(row?.secret_hash, hashSecret(parseApiKey(key)?.secret ?? ''))
    assert.equal(row.previous_secret_hash, hashSecret(parseApiKey(made.key)?.secret ?? ''))
    const use = { keyId: made.id, secretHash: row.previous_secret_hash ?? '' }
    const usedSince = async (secretHash: string, usedAtMs: number) => {
      await server.storage.apiKeys.noteFormerUse({ ...use, secretHash, usedAtMs })
      return (await server.operate<KeyObject>('GET', `/api/keys/${made.id}`)).previous_last_used_at
    }
    assert.equal(await usedSince(row.secret_hash, 9000), null)
    assert.equal(await usedSince(use.secretHash, 5000), 5)
    assert.equal(await usedSince(use.secretHash, 4000), 5)
    const again = await server.operate<CreatedKeyObject>('POST', path, { body: {} })
    assert.equal(again.previous_last_used_at, null)
    assert.equal(await usedSince(use.secretHash, 6000), null)
    assert.equal(again.previous_last_four, rotated.last_four)
    assert.equal(again.previous_ends_at, server.clock.nowMs / 1000 + 86_400)
  })

  it('are not rotated for longer than a day, nor when they were revoked', async () => {
    await using server = await TestControl.start(engine)
    const { id } = await create(server)
    const rotate = (of: string, body: object) =>
      server.operate('POST', `/api/keys/${of}/rotate`, { body })
    await assert.rejects(rotate(id, { grace_seconds: 86_401 }), { param: 'grace_seconds' })
    await assert.rejects(rotate('nobody00', {}), { code: 'not_found' })
    await server.operate('POST', `/api/keys/${id}/revoke`)
    await assert.rejects(rotate(id, {}), { code: 'conflict' })
  })
})
