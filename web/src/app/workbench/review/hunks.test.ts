import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareTexts, composeResult, type Decision, type Hunk } from './hunks'

const accepted = (): Decision => ({ verdict: 'accepted' })
const rejected = (): Decision => ({ verdict: 'rejected' })

const text = fc
  .array(fc.constantFrom('a', 'b', 'let c = 1', '', '  x', '}'), { maxLength: 30 })
  .map((lines) => lines.join('\n'))

describe('hunks', () => {
  it('say which lines go and which come', () => {
    const { hunks } = compareTexts('one\ntwo\nthree\n', 'one\n2\nthree\nfour\n')
    expect(hunks).toEqual([
      { index: 0, originalLine: 2, removed: ['two'], resultLine: 2, added: ['2'] },
      { index: 1, originalLine: 4, removed: [], resultLine: 4, added: ['four'] },
    ])
  })

  it('are none where only line ends or the last newline differ', () => {
    expect(compareTexts('a\r\nb\r\n', 'a\nb').hunks).toEqual([])
    expect(compareTexts('a\nb', 'a\nb\n').hunks).toEqual([])
    expect(compareTexts('', '').hunks).toEqual([])
  })

  it('are never empty', () => {
    fc.assert(
      fc.property(text, text, (original, result) => {
        for (const { removed, added } of compareTexts(original, result).hunks) {
          expect(removed).not.toEqual(added)
        }
      }),
    )
  })

  it('survive more different lines than there are characters', () => {
    const lines = Array.from({ length: 64_000 }, (_, line) => `line ${line}`)
    const changed = lines.with(63_999, 'other')
    const comparison = compareTexts(lines.join('\n'), changed.join('\n'))
    expect(comparison.hunks).toMatchObject([{ removed: ['line 63999'], added: ['other'] }])
  })
})

describe('the composed result', () => {
  it('is the model’s when all is accepted, and the original when all is rejected', () => {
    fc.assert(
      fc.property(text, text, (original, result) => {
        const comparison = compareTexts(original, result)
        const withoutLast = (value: string): string => value.replace(/\n$/, '')
        expect(withoutLast(composeResult(comparison, accepted))).toBe(withoutLast(result))
        expect(composeResult(comparison, rejected)).toBe(original)
      }),
    )
  })

  it('keeps the line ends and the last newline of the original', () => {
    const comparison = compareTexts('a\r\nb\r\n', 'a\nB')
    expect(composeResult(comparison, accepted)).toBe('a\r\nB\r\n')
  })

  it('holds what was edited, and not what was rejected', () => {
    const comparison = compareTexts('a\nkeep\nb', 'A\nkeep\nB')
    const decide = ({ index }: Hunk): Decision =>
      index === 0 ? { verdict: 'accepted', edited: ['AA', 'aa'] } : { verdict: 'rejected' }
    expect(composeResult(comparison, decide)).toBe('AA\naa\nkeep\nb')
  })
})
