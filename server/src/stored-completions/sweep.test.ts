import assert from 'node:assert/strict'
import { it } from 'node:test'
import { describeOnEveryEngine } from '../../test/fakes/engines.ts'
import type { StoredCompletionRow } from '../storage/stored-completions.ts'
import { sweepCompletions } from './sweep.ts'

const dayMs = 86_400_000
const nowMs = Date.UTC(2026, 10, 20)

function row(project_id: string, id: string, created_at: number): StoredCompletionRow {
  return {
    project_id,
    id,
    created_at,
    model: 'm',
    model_asked: 'm',
    completion: '{}',
    messages: '[]',
    metadata: { name: id },
  }
}

describeOnEveryEngine('stored completions', (engine) => {
  it('are removed once they have been kept for long enough, of every project, with their metadata', async () => {
    await using database = await engine.create()
    const { storedCompletions: storage } = await database.open()
    const old = Array.from({ length: 450 }, (_, index) =>
      row(index % 2 === 0 ? 'one' : 'two', `old-${index}`, nowMs - 30 * dayMs - 1 - index),
    )
    const kept = [row('one', 'young', nowMs), row('two', 'just-in-time', nowMs - 30 * dayMs)]
    await storage.put([...old, ...kept])
    await sweepCompletions({ storage, keptMs: 30 * dayMs, now: () => nowMs })
    const listed = async (projectId: string, metadata = {}) => {
      const rows = await storage.list({ projectId, metadata, limit: 500, order: 'asc' })
      return rows.map(({ id }) => id)
    }
    assert.deepEqual(await listed('one'), ['young'])
    assert.deepEqual(await listed('two', { name: 'just-in-time' }), ['just-in-time'])
    // Under the same id again, nothing of the former one is left.
    await storage.put([{ ...row('one', 'old-0', nowMs), metadata: {} }])
    assert.deepEqual((await storage.get('one', 'old-0'))?.metadata, {})
  })
})
