import { describe, expect, it } from 'vitest'
import { resultRow } from './result-row'

const answered = (body: unknown, status_code = 200) =>
  JSON.stringify({ id: 'r', custom_id: 'one', response: { status_code, body }, error: null })

describe('a row of results', () => {
  it('shows what a model said', () => {
    const chat = answered({ choices: [{ message: { content: 'Hello.' } }] })
    expect(resultRow(chat, 0)).toEqual({ id: 'r', customId: 'one', status: 200, text: 'Hello.' })
    expect(resultRow(answered({ choices: [{ text: 'Hi.' }] }), 0).text).toBe('Hi.')
  })

  it('shows why a line failed, answered or not', () => {
    const refused = answered({ error: { message: 'No such model.' } }, 404)
    expect(resultRow(refused, 0)).toMatchObject({ status: 404, text: 'No such model.' })
    const error = { code: 'batch_expired', message: 'Too late.' }
    const expired = JSON.stringify({ id: 'r', custom_id: 'one', response: null, error })
    expect(resultRow(expired, 0)).toMatchObject({ status: null, text: 'Too late.' })
  })

  it('shows other answers as they are, and of a long one the beginning', () => {
    expect(resultRow(answered({ data: [1] }), 0).text).toBe('{"data":[1]}')
    expect(resultRow('no JSON', 7)).toEqual({
      id: '7',
      customId: '',
      status: null,
      text: 'no JSON',
    })
    expect(resultRow(answered({ data: 'x'.repeat(1_000) }), 0).text).toHaveLength(401)
  })
})
