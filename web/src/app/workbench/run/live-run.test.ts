import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { RunObject } from '@llavero/protocol/control/runs.ts'
import type { ApiClient } from '../../shell/api/api-client'
import { LiveRun } from './live-run'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('a run that was under way elsewhere shows its answer when it has ended there', async () => {
  const running = {
    id: 'run_1',
    status: 'running',
    action: { id: 'action_1', version: 1 },
    answers: [],
    receipt: null,
    error: null,
  } as unknown as RunObject
  const ended = { ...running, status: 'ended', answers: [{ text: 'Done.' }], receipt: {} }
  const get = vi.fn(async () => ({ ok: true, value: ended }))
  const live = LiveRun.kept({ get } as unknown as ApiClient, running)
  expect(live.answers()[0]?.whole()).toBe('')
  await vi.runAllTimersAsync()
  expect(live.phase()).toBe('ended')
  expect(live.answers()[0]?.whole()).toBe('Done.')
})
