import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkBars } from './bars.ts'
import type { PeerName } from './peers/peer.ts'
import { format, report, table } from './report.ts'
import type { Results, Run } from './results.ts'
import type { ScenarioName } from './scenarios.ts'

function run(peer: PeerName, scenario: ScenarioName, figures: Partial<Run>): Run {
  return {
    round: 0,
    peer,
    scenario,
    requests: 1000,
    requestsPerSecond: 1000,
    eventsPerSecond: 0,
    errors: 0,
    firstError: '',
    reconnects: 0,
    latencyUs: null,
    firstEventUs: null,
    eventLatencyUs: null,
    cpuUsPerRequest: null,
    cpuShare: null,
    longestBlockMs: null,
    foreignShare: 0,
    ...figures,
  }
}

function results(peers: readonly PeerName[], runs: readonly Run[], rounds = 1): Results {
  return {
    startedAt: '2026-11-20T12:00:00.000Z',
    machine: {
      cpuModel: 'a processor',
      cores: 2,
      memoryBytes: 1,
      kernel: '6.1',
      nodeVersion: 'v26.10.0',
      pinnedTo: { load: 0, gateway: 1 },
    },
    rounds,
    secondsPerRun: 5,
    scenarios: [...new Set(runs.map(({ scenario }) => scenario))],
    peers: peers.map((name) => ({ name, idleRssBytes: 100 * 1024 * 1024, loadedRssBytes: null })),
    absentPeers: {},
    runs,
  }
}

const percentiles = (p99: number) => ({ count: 1, p50: p99 / 2, p90: p99, p99, max: p99 })
const bar = (found: Results, promise: string) =>
  checkBars(found).find((each) => each.promise.startsWith(promise))

describe('report', () => {
  it('shows each ratio of the same run, Llavero first', () => {
    const text = report(
      results(
        ['direct', 'nginx', 'llavero'],
        [
          run('direct', 'chat-600B', { requestsPerSecond: 80_000 }),
          run('nginx', 'chat-600B', { requestsPerSecond: 60_000 }),
          run('llavero', 'chat-600B', { requestsPerSecond: 30_000 }),
        ],
      ),
    )
    assert.match(text, /llavero ÷ direct \| llavero ÷ nginx \| nginx ÷ direct/)
    assert.match(text, /chat-600B: requests\/s \| 0\.38 \| 0\.50 \| 0\.75 \|/)
  })

  it('adds up the errors of all rounds instead of hiding one behind a median', () => {
    const runs = [0, 1, 2].map((round) =>
      run('nginx', 'chat-600B', { round, errors: round === 1 ? 7 : 0, firstError: 'status 502' }),
    )
    const text = report(results(['nginx'], runs, 3))
    assert.match(text, /\| nginx \| 1000 \|.*\| 7 \|/)
    assert.match(text, /\| nginx, chat-600B \| status 502 \|/)
  })

  it('warns when others used the machine during a run', () => {
    const quiet = run('nginx', 'chat-600B', { foreignShare: 0.02 })
    const disturbed = run('nginx', 'chat-200kB', { foreignShare: 0.8 })
    assert.doesNotMatch(report(results(['nginx'], [quiet])), /Noisy/)
    assert.match(report(results(['nginx'], [quiet, disturbed])), /Noisy.*up to 80\.0 % of a core/)
  })

  it('names the peers that were absent, and why', () => {
    const text = report({ ...results(['direct'], []), absentPeers: { nginx: 'not installed' } })
    assert.match(text, /Absent: nginx, not installed\./)
  })
})

describe('checkBars', () => {
  it('says nothing when Llavero did not run', () => {
    assert.deepEqual(checkBars(results(['direct'], [run('direct', 'chat-600B', {})])), [])
  })

  it('holds on the limit and breaks below it', () => {
    const found = results(
      ['nginx', 'portkey', 'llavero'],
      [
        run('nginx', 'chat-600B', { requestsPerSecond: 50_000 }),
        run('portkey', 'chat-600B', { requestsPerSecond: 2001 }),
        run('llavero', 'chat-600B', { requestsPerSecond: 20_000 }),
      ],
    )
    assert.equal(bar(found, 'chat-600B: requests/s ÷ nginx')?.holds, true)
    assert.equal(bar(found, 'chat-600B: requests/s ÷ Portkey')?.holds, false)
  })

  it('does not judge what was not measured', () => {
    const found = results(['llavero'], [run('llavero', 'chat-600B', {})])
    assert.equal(bar(found, 'chat-600B: requests/s ÷ nginx')?.holds, null)
    assert.equal(bar(found, 'chat-200kB')?.holds, null)
  })

  it('counts a single lost frame as broken', () => {
    const found = results(
      ['direct', 'llavero'],
      [
        run('direct', 'sse-128-paced-5ms', { eventLatencyUs: percentiles(100) }),
        run('llavero', 'sse-128-paced-5ms', { errors: 1, eventLatencyUs: percentiles(900) }),
      ],
    )
    assert.equal(bar(found, 'sse-128-paced-5ms: streams')?.holds, false)
    assert.equal(bar(found, 'sse-128-paced-5ms: added p99')?.value, 0.8)
  })

  it('takes the time to the first token beyond the upstream’s own', () => {
    const found = results(
      ['direct', 'llavero'],
      [
        run('direct', 'ttft-1', { firstEventUs: percentiles(100) }),
        run('llavero', 'ttft-1', { firstEventUs: percentiles(600) }),
      ],
    )
    assert.equal(bar(found, 'ttft-1')?.value, 0.5)
  })

  it('takes the longest block of any round', () => {
    const runs = [3, 25, 4].map((longestBlockMs, round) =>
      run('llavero', 'chat-200kB', { round, longestBlockMs }),
    )
    assert.equal(bar(results(['llavero'], runs, 3), 'chat-200kB')?.holds, false)
  })
})

describe('table', () => {
  it('is Markdown with numbers to the right', () => {
    assert.equal(table(['a', 'b'], [['x', '1']]), '| a | b |\n| --- | --: |\n| x | 1 |')
  })
})

describe('format', () => {
  it('shows about three digits, and a dash for nothing', () => {
    assert.deepEqual([null, 0.456, 12.34, 1234.5].map(format), ['–', '0.46', '12.3', '1235'])
  })
})
