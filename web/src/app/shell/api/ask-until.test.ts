import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askUntil } from './ask-until'

describe('asking until an answer is there', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('goes on while there is none, and stops at the first', async () => {
    const answers = [null, null, 'settled', 'later']
    const ask = vi.fn(async () => answers.shift() ?? null)
    const asked = askUntil(ask)
    await vi.runAllTimersAsync()
    expect(await asked).toBe('settled')
    expect(ask).toHaveBeenCalledTimes(3)
  })

  it('gives up at last', async () => {
    const ask = vi.fn(async () => null)
    const asked = askUntil(ask)
    await vi.runAllTimersAsync()
    expect(await asked).toBeNull()
    expect(ask.mock.calls.length).toBeGreaterThan(5)
  })
})
