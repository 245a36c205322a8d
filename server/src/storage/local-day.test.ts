import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LocalDays } from './local-day.ts'

const hours = (fromMs: number, toMs: number) => (toMs - fromMs) / 3_600_000

describe('the days of a time zone', () => {
  it('begin at its midnight, also where that is not on the hour', () => {
    const chatham = new LocalDays('Pacific/Chatham').at(Date.parse('2026-06-10T12:00:00Z'))
    assert.deepEqual(chatham, {
      date: '2026-06-11',
      fromMs: Date.parse('2026-06-10T11:15:00Z'),
      toMs: Date.parse('2026-06-11T11:15:00Z'),
    })
    const utc = new LocalDays('UTC').at(Date.parse('2026-06-10T23:59:59Z'))
    assert.deepEqual([utc.date, hours(utc.fromMs, utc.toMs)], ['2026-06-10', 24])
  })

  it('have 23 or 25 hours when clocks are changed', () => {
    const madrid = new LocalDays('Europe/Madrid')
    const spring = madrid.at(Date.parse('2026-03-29T12:00:00Z'))
    const autumn = madrid.at(Date.parse('2026-10-25T12:00:00Z'))
    assert.deepEqual([spring.date, hours(spring.fromMs, spring.toMs)], ['2026-03-29', 23])
    assert.deepEqual([autumn.date, hours(autumn.fromMs, autumn.toMs)], ['2026-10-25', 25])
  })

  it('follow one another without a gap, each moment in exactly one', () => {
    const days = new LocalDays('America/St_Johns')
    let day = days.at(Date.parse('2026-01-01T12:00:00Z'))
    for (let count = 0; count < 400; count++) {
      const next = days.at(day.toMs)
      assert.equal(next.fromMs, day.toMs)
      assert.ok(next.date > day.date)
      assert.equal(days.at(day.toMs - 1).date, day.date)
      day = next
    }
  })
})
