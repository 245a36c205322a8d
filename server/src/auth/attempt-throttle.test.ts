import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AttemptThrottle } from './attempt-throttle.ts'

function throttleAt(clock: { nowMs: number }) {
  return new AttemptThrottle({
    perSubject: { attempts: 2, windowMs: 1000 },
    overall: { attempts: 5, windowMs: 100 },
    now: () => clock.nowMs,
  })
}

describe('the throttle', () => {
  it('refuses a subject after its attempts, says how long, and lets it try again then', () => {
    const clock = { nowMs: 5000 }
    const throttle = throttleAt(clock)
    assert.deepEqual(throttle.attempt('a'), { allowed: true })
    clock.nowMs += 400
    assert.deepEqual(throttle.attempt('a'), { allowed: true })
    assert.deepEqual(throttle.attempt('a'), { allowed: false, retryAfterMs: 600 })
    assert.deepEqual(throttle.attempt('b'), { allowed: true })
    clock.nowMs += 600
    assert.deepEqual(throttle.attempt('a'), { allowed: true })
  })

  it('starts anew after a right attempt', () => {
    const throttle = throttleAt({ nowMs: 0 })
    throttle.attempt('a')
    throttle.attempt('a')
    throttle.forgive('a')
    assert.deepEqual(throttle.attempt('a'), { allowed: true })
  })

  it('bounds attempts over all subjects', () => {
    const clock = { nowMs: 0 }
    const throttle = throttleAt(clock)
    for (const subject of ['a', 'b', 'c', 'd', 'e']) throttle.attempt(subject)
    assert.deepEqual(throttle.attempt('f'), { allowed: false, retryAfterMs: 100 })
    clock.nowMs = 100
    assert.deepEqual(throttle.attempt('f'), { allowed: true })
  })

  it('does not let a blocked subject use up the attempts of others', () => {
    const throttle = throttleAt({ nowMs: 0 })
    for (let index = 0; index < 50; index += 1) throttle.attempt('a')
    assert.deepEqual(throttle.attempt('b'), { allowed: true })
  })
})
