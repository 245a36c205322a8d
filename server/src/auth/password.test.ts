import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hashPassword, verifyPassword } from './password.ts'

describe('a password', () => {
  it('is stored as argon2id in PHC format with OWASP parameters, salted', async () => {
    const [one, two] = await Promise.all([
      hashPassword('canary-secret'),
      hashPassword('canary-secret'),
    ])
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    assert.notEqual(one, two)
    assert.ok(!one.includes('canary'))
  })

  it('is recognised, and no other one is', async () => {
    const stored = await hashPassword('correct horse battery')
    assert.equal(await verifyPassword('correct horse battery', stored), true)
    assert.equal(await verifyPassword('correct horse batterY', stored), false)
    assert.equal(await verifyPassword('', stored), false)
  })

  it('is the same however the keyboard composes its letters', async () => {
    const stored = await hashPassword('contraseña 한국어'.normalize('NFD'))
    assert.equal(await verifyPassword('contraseña 한국어'.normalize('NFC'), stored), true)
  })

  it('of nobody is never right', async () => {
    assert.equal(await verifyPassword('anything', null), false)
  })

  it('follows the reference implementation', async () => {
    // phc-winner-argon2, test.c: version 0x13, t=2, m=2^8, p=1, "password", "somesalt".
    const stored =
      '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'
    assert.equal(await verifyPassword('password', stored), true)
    assert.equal(await verifyPassword('differentpassword', stored), false)
  })

  it('stored in another way is a fault, not a refusal', async () => {
    for (const stored of ['', 'plain', '$argon2i$v=19$m=256,t=2,p=1$c2FsdA$aGFzaA']) {
      await assert.rejects(verifyPassword('password', stored), /not argon2id/)
    }
  })
})
