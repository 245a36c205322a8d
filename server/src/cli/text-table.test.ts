import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dollars, textTable, utcTime } from './text-table.ts'
import type { Column } from './text-table.ts'

interface Row {
  readonly name: string
  readonly count: number | null
}

const columns: readonly Column<Row>[] = [
  { heading: 'NAME', value: ({ name }) => name },
  { heading: 'N', value: ({ count }) => count },
]

describe('a table', () => {
  it('aligns text at the left and numbers at the right, also beside wide letters', () => {
    const rows = [
      { name: 'ana', count: 5 },
      { name: '한국', count: 1234 },
      { name: 'n\u0303', count: null },
    ]
    assert.equal(
      textTable(rows, columns),
      ['NAME     N', 'ana      5', '한국  1234', 'n\u0303        -'].join('\n'),
    )
  })

  it('shows no control characters of other people', () => {
    const table = textTable([{ name: '\u001b[2Jx\n\u202e', count: 1 }], columns)
    assert.equal(table.split('\n')[1], '?[2Jx??  1')
  })

  it('without rows says so', () => {
    assert.equal(textTable([], columns), 'Nothing here.')
  })
})

describe('amounts and times', () => {
  it('keep what matters of them', () => {
    assert.deepEqual([0, 0.000027, 1.5, null].map(dollars), ['$0.00', '$0.000027', '$1.50', null])
    assert.equal(utcTime(Date.UTC(2026, 10, 20, 14, 5) / 1000), '2026-11-20 14:05')
  })
})
