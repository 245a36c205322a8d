import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import type { UsageSummary } from '@llavero/protocol/control/usage.ts'
import { TestControl } from '../../test/fakes/control.ts'
import { describeOnEveryEngine } from '../../test/fakes/engines.ts'
import { requestLogRow } from '../../test/fakes/rows.ts'

const START_MS = Date.UTC(2026, 10, 20)

const idOf = (index: number) => `req_${String(index).padStart(32, '0')}`

async function filled(server: TestControl) {
  const rows = Array.from({ length: 7 }, (_, index) =>
    requestLogRow({
      id: idOf(index),
      started_at: START_MS + index * 1000,
      key_id: index % 2 === 0 ? 'even' : 'odd',
      cost_micro_usd: 10 ** index,
      is_stream: index % 2,
    }),
  )
  await server.storage.requestLog.append({ rows, contents: [], settlements: [] })
}

const list = (server: TestControl, query: object) =>
  server.operate<Page<RequestObject>>('GET', '/api/requests', { query })

describeOnEveryEngine('the log of calls', (engine) => {
  it('is told newest first, page by page, each call once', async () => {
    await using server = await TestControl.start(engine)
    await filled(server)
    const first = await list(server, { limit: '3' })
    assert.deepEqual(
      first.data.map(({ id }) => id),
      [6, 5, 4].map(idOf),
    )
    const second = await list(server, { limit: '4', before: first.next })
    assert.deepEqual(
      second.data.map(({ id }) => id),
      [3, 2, 1, 0].map(idOf),
    )
    assert.deepEqual([first.has_more, second.has_more, second.next], [true, false, null])
    await assert.rejects(list(server, { before: 'zzz' }), /'before'/)
  })

  it('tells one call in the units of the wire', async () => {
    await using server = await TestControl.start(engine)
    await filled(server)
    const call = await server.operate<RequestObject>('GET', `/api/requests/${idOf(1)}`)
    assert.deepEqual(call, {
      id: idOf(1),
      object: 'request',
      created_at: START_MS / 1000 + 1,
      key_id: 'odd',
      project_id: 'default',
      feature: null,
      endpoint: 'chat',
      model_asked: 'fast',
      model_used: 'gpt-4o-mini',
      provider: 'openai',
      attempts: 1,
      verdict: 'complete',
      status: 200,
      error_code: null,
      is_stream: true,
      input_tokens: 100,
      cached_input_tokens: 0,
      cache_write_tokens: 0,
      output_tokens: 20,
      reasoning_tokens: 0,
      images: 0,
      characters: 0,
      audio_seconds: 0,
      is_estimated: false,
      cost_usd: 0.00001,
      first_byte_ms: 12,
      total_ms: 40,
      overhead_ms: 1,
      person_id: null,
      phases: [phase('own', 0, 1), phase('waiting', 1, 11), phase('streaming', 12, 28)],
      run_id: null,
      content: null,
    })
    await assert.rejects(server.operate('GET', '/api/requests/nobody'), { code: 'not_found' })
  })

  it('and the usage speak of the same calls, whatever the filter', async () => {
    await using server = await TestControl.start(engine)
    await filled(server)
    const from = String(START_MS / 1000 + 1)
    const to = String(START_MS / 1000 + 6)
    for (const query of [
      {},
      { key_id: 'odd' },
      { from },
      { from, to, key_id: 'even' },
      { status: '500' },
    ]) {
      const { data } = await list(server, query)
      const cost = data.reduce((sum, call) => sum + Math.round((call.cost_usd ?? 0) * 1e6), 0)
      for (const group_by of [undefined, 'key', 'day'] as const) {
        const asking = { query: group_by ? { ...query, group_by } : query }
        const usage = await server.operate<UsageSummary>('GET', '/api/usage', asking)
        assert.equal(usage.total.requests, data.length)
        assert.equal(Math.round(usage.total.cost_usd * 1e6), cost)
        const groups = usage.data.reduce((sum, { requests }) => sum + requests, 0)
        assert.equal(groups, data.length)
      }
    }
  })

  it('refuses a filter that it does not know', async () => {
    await using server = await TestControl.start(engine)
    await assert.rejects(list(server, { key: 'odd' }), { code: 'unknown_parameter', param: 'key' })
    await assert.rejects(list(server, { limit: '201' }), {
      code: 'integer_above_max_value',
      param: 'limit',
    })
  })
})

function phase(name: string, startMs: number, durationMs: number) {
  const rest = { provider: null, model: null, status: null, error_code: null }
  return { name, start_ms: startMs, duration_ms: durationMs, ...rest }
}
