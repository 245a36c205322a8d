import { describe, expect, it } from 'vitest'
import type { Reason } from '../answer/read-answer'
import { attachReasons } from './attach-reasons'
import { compareTexts } from './hunks'

const { hunks } = compareTexts(
  ['let usr = 1', 'a', 'b', 'c', 'd', 'go(usr)', 'e', 'f', 'g', 'h', 'end()'].join('\n'),
  ['// new', 'let user = 1', 'a', 'b', 'c', 'd', 'go(user)', 'e', 'f', 'g', 'h', 'stop()'].join(
    '\n',
  ),
)

const at = (line: number, text: string): Reason => ({ lines: [line, line], text })

describe('a reason', () => {
  it('stands beside the hunk at its line of the original', () => {
    const { byHunk, general } = attachReasons(hunks, [at(11, 'late'), at(1, 'early')])
    expect(byHunk).toEqual([['early'], [], ['late']])
    expect(general).toEqual([])
  })

  it('may count the lines of the result', () => {
    expect(attachReasons(hunks, [at(12, 'late')]).byHunk[2]).toEqual(['late'])
  })

  it('may be a few lines off, and is not laid beside a hunk far away', () => {
    expect(attachReasons(hunks, [at(4, 'near')]).byHunk[1]).toEqual(['near'])
    expect(attachReasons(hunks, [at(40, 'far')])).toMatchObject({ general: ['far'] })
  })

  it('without a line stands where the code that it quotes is changed', () => {
    const reason: Reason = { lines: null, text: '`stop` is clearer.' }
    expect(attachReasons(hunks, [reason]).byHunk).toEqual([[], [], ['`stop` is clearer.']])
  })

  it('is repeated where another hunk changes the same name', () => {
    const reason = at(1, '`usr` is now `user`.')
    expect(attachReasons(hunks, [reason]).byHunk.slice(0, 2)).toEqual([
      [reason.text],
      [reason.text],
    ])
  })

  it('without line and quote is general', () => {
    expect(attachReasons(hunks, [{ lines: null, text: 'Nice code' }]).general).toEqual([
      'Nice code',
    ])
  })
})
