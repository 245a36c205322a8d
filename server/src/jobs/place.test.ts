import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { giveWay, Place } from './place.ts'

const nowMs = Date.UTC(2026, 10, 20, 12)
const minuteMs = 60_000

function placeOf(asked_by: string, sinceMs = nowMs): Place {
  const job = { id: 'job', kind: 'test', subject: 'job', run_at: sinceMs, attempts: 1 }
  return new Place({ ...job, asked_by, lease_owner: 'process', lease_until: nowMs }, sinceMs)
}

function waiting(askedBy: string, shares: Readonly<Record<string, number>>) {
  return { askedBy, shares: new Map(Object.entries(shares)) }
}

describe('a place', () => {
  it('goes at once to who has two fewer, from who has most', () => {
    const [few, many] = [placeOf('few'), placeOf('many')]
    const shares = { few: 2, many: 5 }
    assert.equal(giveWay([few, many], waiting('new', shares), nowMs), many)
    assert.equal(giveWay([few, many], waiting('few', shares), nowMs), many)
    assert.equal(giveWay([few, many], waiting('many', shares), nowMs), null)
  })

  it('goes to who has one fewer after a minute, and between equals it stays', () => {
    const [fresh, old] = [placeOf('fresh'), placeOf('old', nowMs - minuteMs)]
    const shares = { fresh: 1, old: 1 }
    assert.equal(giveWay([fresh], waiting('new', shares), nowMs), null)
    assert.equal(giveWay([fresh, old], waiting('new', shares), nowMs), old)
    assert.equal(giveWay([fresh, old], waiting('fresh', shares), nowMs), null)
  })

  it('of a job that rests for long goes to anybody', () => {
    const [busy, resting] = [placeOf('one'), placeOf('one')]
    resting.restUntilMs = nowMs + 1_000
    assert.equal(giveWay([busy, resting], waiting('one', { one: 2 }), nowMs), null)
    resting.restUntilMs = nowMs + minuteMs
    assert.equal(giveWay([busy, resting], waiting('one', { one: 2 }), nowMs), resting)
  })

  it('that is being left is not given away twice, and counts for nobody', () => {
    const [leaving, staying] = [placeOf('one'), placeOf('one')]
    leaving.endTurn()
    assert.ok(leaving.turn.aborted && !leaving.signal.aborted)
    assert.equal(giveWay([leaving, staying], waiting('new', { one: 2 }), nowMs), null)
    assert.equal(giveWay([leaving, staying], waiting('new', { one: 3 }), nowMs), staying)
  })
})
