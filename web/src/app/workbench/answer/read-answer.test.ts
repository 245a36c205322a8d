import { describe, expect, it } from 'vitest'
import { readAnswer } from './read-answer'

const patch = (list: string): string =>
  `Fixed.\n\n\`\`\`js\nconst a = 1\n\`\`\`\n\n**Why**\n\n${list}`

describe('an answer with code', () => {
  it('is taken apart into code, its language and the text around it', () => {
    expect(readAnswer(patch('- Line 1: was wrong.'))).toMatchObject({
      code: 'const a = 1',
      language: 'js',
      isWhole: true,
      before: 'Fixed.',
      reasons: [{ lines: [1, 1], text: 'was wrong.' }],
    })
  })

  it('may have fences in its code, inside a longer fence', () => {
    expect(readAnswer('````md\n```js\nx\n```\n````').code).toBe('```js\nx\n```')
  })

  it('gives the longest block as the result, however many there are', () => {
    const answer = 'Run `x`:\n```sh\nnode x\n```\nNow:\n```js\nlet long = 12345\n```\n- a reason'
    expect(readAnswer(answer)).toMatchObject({ code: 'let long = 12345', language: 'js' })
  })

  it('that was stopped inside its code says so', () => {
    expect(readAnswer('Fixed.\n```ts\nlet a')).toMatchObject({ code: 'let a', isWhole: false })
  })

  it('loses the indentation of a fence inside a list', () => {
    expect(readAnswer('1. So:\n   ```js\n   if (a)\n     b()\n   ```').code).toBe('if (a)\n  b()')
  })

  it('without code is prose', () => {
    expect(readAnswer('Nothing to fix.')).toMatchObject({ code: null, before: 'Nothing to fix.' })
  })
})

describe('reasons', () => {
  const heads: readonly (readonly [head: string, from: number, to: number])[] = [
    ['Line 12: why', 12, 12],
    ['**Lines 3–5**: why', 3, 5],
    ['Línea 7: why', 7, 7],
    ['Líneas 7-9: why', 7, 9],
    ['Строка 4: why', 4, 4],
    ['Строки 4–6: why', 4, 6],
    ['3행: why', 3, 3],
    ['3~5번째 줄: why', 3, 5],
    ['(L8) — why', 8, 8],
    ['`Line 2` - why', 2, 2],
  ]
  for (const [head, from, to] of heads) {
    it(`know their lines from “${head}”`, () => {
      expect(readAnswer(patch(`- ${head}`)).reasons).toEqual([{ lines: [from, to], text: 'why' }])
    })
  }

  it('keep a sentence whole that names its line on the way', () => {
    const text = 'The loop in line 3 ended late.'
    expect(readAnswer(patch(`1. ${text}`)).reasons).toEqual([{ lines: [3, 3], text }])
  })

  it('may run over several lines, and may name no line', () => {
    expect(readAnswer(patch('* `a` was\n  never set\n* more')).reasons).toEqual([
      { lines: null, text: '`a` was\nnever set' },
      { lines: null, text: 'more' },
    ])
  })

  it('are looked for before the code where none stand after it', () => {
    const answer = '- Line 1: radix\n\n```js\nparseInt(a, 10)\n```\n'
    expect(readAnswer(answer).reasons).toEqual([{ lines: [1, 1], text: 'radix' }])
  })
})
