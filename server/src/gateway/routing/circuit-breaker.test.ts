import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CircuitBreaker } from './circuit-breaker.ts'

function breakerAt(clock: { nowMs: number }): CircuitBreaker {
  return new CircuitBreaker(() => clock.nowMs)
}

describe('CircuitBreaker', () => {
  it('opens after five failures in a row, for its own target only', () => {
    const breaker = breakerAt({ nowMs: 1 })
    for (let failure = 0; failure < 4; failure++) breaker.failed('a')
    assert.equal(breaker.allows('a'), true)
    breaker.failed('a')
    assert.equal(breaker.allows('a'), false)
    assert.equal(breaker.waitMs('a'), 5_000)
    assert.equal(breaker.allows('b'), true)
  })

  it('forgets failures after a success', () => {
    const breaker = breakerAt({ nowMs: 1 })
    for (let failure = 0; failure < 4; failure++) breaker.failed('a')
    breaker.succeeded('a')
    breaker.failed('a')
    assert.equal(breaker.allows('a'), true)
  })

  it('lets one probe through after the pause, and pauses twice as long when it fails', () => {
    const clock = { nowMs: 1 }
    const breaker = breakerAt(clock)
    for (let failure = 0; failure < 5; failure++) breaker.failed('a')
    clock.nowMs += 5_000
    assert.equal(breaker.allows('a'), true)
    assert.equal(breaker.allows('a'), false)
    breaker.failed('a')
    assert.equal(breaker.waitMs('a'), 10_000)
    clock.nowMs += 10_000
    assert.equal(breaker.allows('a'), true)
    breaker.succeeded('a')
    assert.equal(breaker.allows('a'), true)
  })
})
