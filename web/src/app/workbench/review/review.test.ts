import { describe, expect, it } from 'vitest'
import { Review } from './review'

const original = 'a\nkeep\nb\nkeep\nc\n'
const review = (): Review =>
  new Review(original, { code: 'A\nkeep\nB\nkeep\nC', reasons: [{ lines: [3, 3], text: 'why' }] })

describe('a review', () => {
  it('begins with everything open, and what is open counts', () => {
    const { counts, result, reasons } = review()
    expect(counts()).toEqual({ open: 3, accepted: 0, rejected: 0 })
    expect(result()).toBe('A\nkeep\nB\nkeep\nC\n')
    expect(reasons.byHunk).toEqual([[], ['why'], []])
  })

  it('goes on to the next open hunk after a decision, and round to the first', () => {
    const one = review()
    one.decide(1, 'rejected')
    expect(one.current()).toBe(2)
    one.decide(2, 'accepted')
    expect(one.current()).toBe(0)
    one.decide(0, 'accepted')
    expect(one.current()).toBe(0)
    expect(one.result()).toBe('A\nkeep\nb\nkeep\nC\n')
  })

  it('takes a decision back when it is made again', () => {
    const one = review()
    one.decide(1, 'rejected')
    one.decide(1, 'rejected')
    expect(one.counts()).toEqual({ open: 3, accepted: 0, rejected: 0 })
    expect(one.current()).toBe(1)
  })

  it('keeps an edit when it is rejected and accepted again', () => {
    const one = review()
    one.edit(0, 'AA\naa')
    expect(one.result()).toBe('AA\naa\nkeep\nB\nkeep\nC\n')
    one.decide(0, 'rejected')
    expect(one.result()).toBe('a\nkeep\nB\nkeep\nC\n')
    one.decideAll('accepted')
    expect(one.result()).toBe('AA\naa\nkeep\nB\nkeep\nC\n')
  })

  it('may delete lines by an empty edit', () => {
    const one = review()
    one.edit(0, '')
    expect(one.result()).toBe('keep\nB\nkeep\nC\n')
  })

  it('rejects everything back to the original', () => {
    const one = review()
    one.decideAll('rejected')
    expect(one.result()).toBe(original)
  })
})
