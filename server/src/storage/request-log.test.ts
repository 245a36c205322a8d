import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as fc from 'fast-check'
import { describeOnEveryEngine } from '../../test/fakes/engines.ts'
import { requestLogRow } from '../../test/fakes/rows.ts'
import type { Settlement } from './quota-accounts.ts'
import type { RequestFilters } from './request-filters.ts'
import type { RequestLog, RequestLogRow } from './request-log.ts'
import type { UsageGroup, UsageSum } from './usage.ts'

const dayMs = 86_400_000
const startMs = Date.UTC(2026, 10, 20)

const settlement: Settlement = {
  owner: 'key:abcd1234',
  unit: 'micro-usd',
  window: 'total',
  windowStartMs: 0,
  replica: 'a/1',
  limit: 1_000,
  amount: 27,
}

describeOnEveryEngine('the request log', (engine) => {
  it('keeps every column of a row and its content', async () => {
    await using database = await engine.create()
    const { requestLog } = await database.open()
    const plain = requestLogRow()
    const bare = requestLogRow({
      id: 'req_2',
      key_id: null,
      model_used: null,
      provider: null,
      error_code: 'upstream_truncated',
      first_byte_ms: null,
      cost_micro_usd: Number.MAX_SAFE_INTEGER,
    })
    const content = { id: plain.id, request: '{"ñ":"한"}', response: 'it\'s \\ "quoted"' }
    await requestLog.append({ rows: [plain, bare], contents: [content], settlements: [] })
    assert.deepEqual(await requestLog.get(plain.id), plain)
    assert.deepEqual(await requestLog.get(bare.id), bare)
    assert.deepEqual(await requestLog.content(plain.id), content)
    assert.equal(await requestLog.get('req_unknown'), null)
    assert.equal(await requestLog.content(bare.id), null)
  })

  it('keeps every column of many rows, whatever they have in common', async () => {
    await using database = await engine.create()
    const { requestLog } = await database.open()
    const bare = { key_id: null, feature: null, images: 0, cost_micro_usd: 0, first_byte_ms: null }
    for (const [batch, differing] of [
      {},
      { feature: 'a' },
      { images: 3, first_byte_ms: 0 },
    ].entries()) {
      const rows = Array.from({ length: 120 }, (_, index) =>
        requestLogRow({
          id: `req_${batch}_${String(index).padStart(4, '0')}`,
          ...bare,
          ...(index === 17 && differing),
        }),
      )
      await requestLog.append({ rows, contents: [], settlements: [] })
      for (const row of rows) assert.deepEqual(await requestLog.get(row.id), row)
    }
  })

  it('pages from the newest to the oldest, each row once', async () => {
    await using database = await engine.create()
    const { requestLog } = await database.open()
    const rows = Array.from({ length: 25 }, (_, index) =>
      requestLogRow({ id: `req_${String(index).padStart(4, '0')}` }),
    )
    await requestLog.append({ rows, contents: [], settlements: [] })
    const ids = await readAllPages(requestLog, {})
    assert.deepEqual(ids, rows.map((row) => row.id).toReversed())
  })

  it('writes rows and settled amounts together or not at all', async () => {
    await using database = await engine.create()
    const { requestLog, quota } = await database.open()
    const content = { id: 'req_1', request: '{}', response: '' }
    const rows = [requestLogRow()]
    const broken = { rows, contents: [content, content], settlements: [settlement] }
    await assert.rejects(requestLog.append(broken))
    assert.deepEqual(await quota.listByOwner(settlement.owner), [])
    assert.deepEqual(await requestLog.page({ filters: {}, limit: 10 }), [])
  })

  it('counts a batch once when it is tried again after it was written', async () => {
    await using database = await engine.create()
    const { requestLog, quota } = await database.open()
    const contents = [{ id: requestLogRow().id, request: '{}', response: '' }]
    const batch = { rows: [requestLogRow()], contents, settlements: [settlement] }
    await requestLog.append(batch)
    await requestLog.append(batch)
    const [account] = await quota.listByOwner(settlement.owner)
    assert.equal(account?.settled, 27)
    assert.equal((await requestLog.page({ filters: {}, limit: 10 })).length, 1)
  })

  it('adds up settlements of batches that race', async () => {
    await using database = await engine.create()
    const { requestLog, quota } = await database.open()
    const batches = Array.from({ length: 20 }, (_, index) =>
      requestLog.append({
        rows: [requestLogRow({ id: `req_${index}` })],
        contents: [],
        settlements: [settlement, { ...settlement, unit: 'tokens', amount: 120 }],
      }),
    )
    await Promise.all(batches)
    const accounts = await quota.listByOwner(settlement.owner)
    assert.deepEqual(
      accounts.map(({ unit, settled }) => [unit, settled]),
      [
        ['micro-usd', 540],
        ['tokens', 2_400],
      ],
    )
  })
})

const rowArbitrary = fc.record({
  key_id: fc.constantFrom(null, 'key-a', 'key-b'),
  project_id: fc.constantFrom('default', 'other'),
  feature: fc.constantFrom(null, 'search', 'summary'),
  provider: fc.constantFrom(null, 'openai', 'ollama'),
  model_asked: fc.constantFrom('fast', 'gpt-4o'),
  model_used: fc.constantFrom(null, 'gpt-4o', 'llama'),
  verdict: fc.constantFrom('complete', 'truncated'),
  status: fc.constantFrom(200, 502),
  started_at: fc.integer({ min: startMs, max: startMs + 3 * dayMs }),
  input_tokens: fc.nat(100_000),
  cached_input_tokens: fc.nat(1_000),
  cache_write_tokens: fc.nat(1_000),
  output_tokens: fc.nat(1_000),
  reasoning_tokens: fc.nat(1_000),
  images: fc.nat(10),
  characters: fc.nat(4_096),
  audio_ms: fc.nat(3_600_000),
  cost_micro_usd: fc.nat(2 ** 40),
  is_priced: fc.constantFrom(0, 1),
})

const filtersArbitrary: fc.Arbitrary<RequestFilters> = fc.record(
  {
    keyId: fc.constantFrom(null, 'key-a'),
    projectId: fc.constantFrom('default', 'other'),
    feature: fc.constantFrom(null, 'search'),
    provider: fc.constantFrom(null, 'openai'),
    model: fc.constantFrom('fast', 'gpt-4o'),
    verdict: fc.constantFrom('complete', 'truncated'),
    status: fc.constantFrom(200, 502),
    fromMs: fc.constant(startMs + dayMs),
    toMs: fc.constant(startMs + 2 * dayMs),
  },
  { requiredKeys: [] },
)

const groups: readonly (UsageGroup | null)[] = [null, 'key', 'model', 'feature', 'provider', 'day']

describeOnEveryEngine('usage totals', (engine) => {
  it('are the sums of the rows that the same filters show', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(rowArbitrary, { maxLength: 60 }),
        fc.array(filtersArbitrary, { minLength: 1, maxLength: 10 }),
        async (values, manyFilters) => {
          await using database = await engine.create()
          const { requestLog, usage } = await database.open()
          const rows = values.map((value, index) => requestLogRow({ ...value, id: `req_${index}` }))
          await requestLog.append({ rows, contents: [], settlements: [] })
          for (const filters of [{}, ...manyFilters]) {
            const shown = await requestLog.page({ filters, limit: 1_000 })
            assert.deepEqual(shown.map(idOf).toSorted(), expectedIds(rows, filters))
            for (const groupBy of groups) {
              const sums = await usage.summary({ filters, groupBy })
              assert.deepEqual(sums.toSorted(byGroup), sumRows(shown, groupBy))
            }
          }
        },
      ),
      { numRuns: 8 },
    )
  })

  it('put days in their order and everything else by cost', async () => {
    await using database = await engine.create()
    const { requestLog, usage } = await database.open()
    const rows = [
      requestLogRow({ id: 'req_1', key_id: 'cheap', cost_micro_usd: 1, started_at: startMs }),
      requestLogRow({
        id: 'req_2',
        key_id: 'dear',
        cost_micro_usd: 9,
        started_at: startMs + dayMs,
      }),
    ]
    await requestLog.append({ rows, contents: [], settlements: [] })
    const byKey = await usage.summary({ filters: {}, groupBy: 'key' })
    const byDay = await usage.summary({ filters: {}, groupBy: 'day' })
    assert.deepEqual(
      byKey.map((sum) => sum.group),
      ['dear', 'cheap'],
    )
    assert.deepEqual(
      byDay.map((sum) => sum.group),
      ['2026-11-20', '2026-11-21'],
    )
  })
})

async function readAllPages(requestLog: RequestLog, filters: RequestFilters): Promise<string[]> {
  const ids: string[] = []
  for (;;) {
    const before = ids.at(-1)
    const page = await requestLog.page({ filters, limit: 10, ...(before && { before }) })
    if (page.length === 0) return ids
    ids.push(...page.map(idOf))
  }
}

function expectedIds(rows: readonly RequestLogRow[], filters: RequestFilters): string[] {
  const wanted: [unknown, (row: RequestLogRow) => unknown][] = [
    [filters.keyId, (row) => row.key_id],
    [filters.personId, (row) => row.person_id],
    [filters.projectId, (row) => row.project_id],
    [filters.feature, (row) => row.feature],
    [filters.provider, (row) => row.provider],
    [filters.model, (row) => row.model_used ?? row.model_asked],
    [filters.verdict, (row) => row.verdict],
    [filters.status, (row) => row.status],
  ]
  const matching = rows.filter(
    (row) =>
      wanted.every(([value, of]) => value === undefined || value === of(row)) &&
      row.started_at >= (filters.fromMs ?? 0) &&
      row.started_at < (filters.toMs ?? Infinity),
  )
  return matching.map(idOf).toSorted()
}

function sumRows(rows: readonly RequestLogRow[], groupBy: UsageGroup | null): UsageSum[] {
  const groupOf: Record<UsageGroup, (row: RequestLogRow) => string | null> = {
    key: (row) => row.key_id,
    model: (row) => row.model_used ?? row.model_asked,
    feature: (row) => row.feature,
    person: (row) => row.person_id,
    provider: (row) => row.provider,
    day: (row) => new Date(row.started_at).toISOString().slice(0, 10),
  }
  const grouped = Map.groupBy(rows, (row) => (groupBy ? groupOf[groupBy](row) : null))
  if (groupBy === null && rows.length === 0) grouped.set(null, [])
  return [...grouped].map(([group, members]) => sumOf(group, members, groupBy)).toSorted(byGroup)
}

function daySpan(date: string) {
  const fromMs = Date.parse(date)
  return { fromMs, toMs: fromMs + 86_400_000 }
}

function sumOf(
  group: string | null,
  rows: readonly RequestLogRow[],
  groupBy: UsageGroup | null,
): UsageSum {
  const sum = (of: (row: RequestLogRow) => number) =>
    rows.reduce((total, row) => total + of(row), 0)
  return {
    group,
    span: groupBy === 'day' ? daySpan(String(group)) : null,
    requests: rows.length,
    inputTokens: sum((row) => row.input_tokens),
    cachedInputTokens: sum((row) => row.cached_input_tokens),
    cacheWriteTokens: sum((row) => row.cache_write_tokens),
    outputTokens: sum((row) => row.output_tokens),
    reasoningTokens: sum((row) => row.reasoning_tokens),
    images: sum((row) => row.images),
    characters: sum((row) => row.characters),
    audioMs: sum((row) => row.audio_ms),
    costMicroUsd: sum((row) => row.cost_micro_usd),
    unpricedRequests: sum((row) => 1 - row.is_priced),
  }
}

function idOf(row: RequestLogRow): string {
  return row.id
}

function byGroup(a: UsageSum, b: UsageSum): number {
  return (a.group ?? '') < (b.group ?? '') ? -1 : 1
}
