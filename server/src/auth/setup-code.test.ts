import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SetupCode } from './setup-code.ts'

describe('the setup code', () => {
  it('is easy to read and to type, and another one each time', () => {
    const code = new SetupCode()
    assert.match(code.text ?? '', /^[A-HJKMNP-TV-Z2-9]{4}-[A-HJKMNP-TV-Z2-9]{4}$/)
    assert.notEqual(new SetupCode().text, code.text)
  })

  it('is recognised however it is typed, and nothing else is', () => {
    const code = new SetupCode()
    const text = code.text ?? ''
    for (const typed of [text, text.toLowerCase(), ` ${text.replace('-', ' ')} `]) {
      assert.ok(code.matches(typed))
    }
    for (const typed of ['', '-', text.slice(1), `${text}A`]) assert.ok(!code.matches(typed))
  })

  it('is worth nothing after its use', () => {
    const code = new SetupCode()
    const text = code.text ?? ''
    code.spend()
    assert.ok(!code.matches(text))
    assert.ok(!code.matches(''))
    assert.equal(code.text, null)
  })
})
