import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMetrics } from './metrics.ts'

const none = () => 0
const sources = {
  waitingRows: none,
  droppedRows: none,
  droppedCompletions: none,
  outstandingHolds: none,
  runningCalls: none,
}
const call = {
  endpoint: 'chat',
  model_used: 'm',
  provider: 'p',
  verdict: 'complete',
  status: 200,
  input_tokens: 2,
  output_tokens: 3,
  cost_micro_usd: 5,
  first_byte_ms: null,
  total_ms: 1,
  overhead_ms: 1,
}

describe('calls of one batch', () => {
  it('are counted with their like, in whatever order they come', async () => {
    const metrics = createMetrics(sources)
    const others = [
      { endpoint: 'embeddings' },
      { model_used: 'other' },
      { provider: 'other' },
      { verdict: 'refused' },
      { status: 429 },
    ]
    metrics.observe(others.flatMap((change) => [call, { ...call, ...change }]))
    const lines = (await metrics.text()).split('\n')
    const of = (name: string) => lines.filter((line) => line.startsWith(`${name}{`)).toSorted()
    const labels = (endpoint: string, provider: string, model: string, end: string) =>
      `llavero_calls_total{provider="${provider}",model="${model}",endpoint="${endpoint}",${end}`
    assert.deepEqual(
      of('llavero_calls_total'),
      [
        labels('chat', 'p', 'm', 'verdict="complete",status="200"} 5'),
        labels('embeddings', 'p', 'm', 'verdict="complete",status="200"} 1'),
        labels('chat', 'p', 'other', 'verdict="complete",status="200"} 1'),
        labels('chat', 'other', 'm', 'verdict="complete",status="200"} 1'),
        labels('chat', 'p', 'm', 'verdict="refused",status="200"} 1'),
        labels('chat', 'p', 'm', 'verdict="complete",status="429"} 1'),
      ].toSorted(),
    )
    assert.deepEqual(of('llavero_cost_micro_usd_total'), [
      'llavero_cost_micro_usd_total{provider="other",model="m"} 5',
      'llavero_cost_micro_usd_total{provider="p",model="m"} 40',
      'llavero_cost_micro_usd_total{provider="p",model="other"} 5',
    ])
  })
})
