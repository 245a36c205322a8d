import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ErrorCode } from '@llavero/protocol/errors.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { createApiKey } from './api-key.ts'
import type { ApiKey } from './api-key.ts'
import type { FormerUse } from './former-uses.ts'
import { KeyRing } from './key-ring.ts'
import type { KeyRecord } from './key-ring.ts'

const NOW_MS = 1_800_000_000_000

type Headers = Readonly<Record<string, string>>

const linesOf = (headers: Headers): string[] => Object.entries(headers).flat()

function recordOf(key: ApiKey, change: Partial<KeyRecord> = {}): KeyRecord {
  return {
    id: key.id,
    projectId: 'default',
    secretHash: key.secretHash,
    models: null,
    endpoints: null,
    requestsPerMinute: null,
    tokensPerMinute: null,
    budgetMicroUsd: null,
    budgetWindow: 'total',
    expiresAtMs: null,
    revokedAtMs: null,
    previous: null,
    ...change,
  }
}

function ringOf(...records: KeyRecord[]): KeyRing {
  const ring = new KeyRing()
  ring.load(records)
  return ring
}

function assertRefused(ring: KeyRing, headers: Headers, code: ErrorCode) {
  assert.throws(
    () => ring.authenticate(linesOf(headers), NOW_MS),
    (error) => error instanceof GatewayError && error.code === code,
    code,
  )
}

const bearer = (text: string): Headers => ({ authorization: `Bearer ${text}` })

describe('the key ring', () => {
  it('knows the secret before a rotation until it ends, and both as one key', () => {
    const old = createApiKey()
    const present = createApiKey(old.id)
    const limited = { requestsPerMinute: 5 }
    const previous = { secretHash: old.secretHash, endsAtMs: NOW_MS + 1 }
    const ring = ringOf(recordOf(present, { ...limited, previous }))
    for (const key of [present, old, old, present]) {
      const caller = ring.authenticate(linesOf(bearer(key.text)), NOW_MS)
      assert.equal(caller?.keyId, old.id)
      assert.deepEqual(caller?.limits, ring.limits())
    }
    assert.equal(ring.limits().length, 1)
    const ended = ringOf(recordOf(present, { previous: { ...previous, endsAtMs: NOW_MS } }))
    assertRefused(ended, bearer(old.text), 'key_expired')
    assert.equal(ended.authenticate(linesOf(bearer(present.text)), NOW_MS)?.keyId, old.id)
    const revoked = ringOf(recordOf(present, { previous, revokedAtMs: NOW_MS }))
    assertRefused(revoked, bearer(old.text), 'key_revoked')
    assertRefused(ring, bearer(createApiKey(old.id).text), 'invalid_api_key')
  })

  it('notes who still calls with the secret before a rotation, and nobody else', async () => {
    const old = createApiKey()
    const present = createApiKey(old.id)
    const previous = { secretHash: old.secretHash, endsAtMs: NOW_MS + 1 }
    const ring = ringOf(recordOf(present, { previous }), recordOf(createApiKey()))
    const noted: FormerUse[] = []
    const flush = () => ring.formerUses.flush(async (use) => void noted.push(use))
    ring.authenticate(linesOf(bearer(present.text)), NOW_MS)
    assert.throws(() => ring.authenticate(linesOf(bearer(old.text)), NOW_MS + 1))
    await flush()
    assert.deepEqual(noted, [])
    // Told by the stored hash, and once it is known by that of the whole key.
    for (const usedAtMs of [NOW_MS - 1, NOW_MS]) {
      ring.authenticate(linesOf(bearer(old.text)), usedAtMs)
      await flush()
      assert.deepEqual(noted.pop(), { keyId: old.id, secretHash: old.secretHash, usedAtMs })
    }
  })

  it('lets no former secret outlive the key', () => {
    const old = createApiKey()
    const previous = { secretHash: old.secretHash, endsAtMs: NOW_MS + 9 }
    const ring = ringOf(recordOf(createApiKey(old.id), { previous, expiresAtMs: NOW_MS }))
    assertRefused(ring, bearer(old.text), 'key_expired')
  })

  it('finds the same caller by every header that may carry a key', () => {
    const key = createApiKey()
    const ring = ringOf(recordOf(createApiKey()), recordOf(key))
    const caller = ring.authenticate(linesOf(bearer(key.text)), NOW_MS)
    assert.equal(caller?.keyId, key.id)
    const spellings = [
      { authorization: `bearer ${key.text}` },
      { 'x-api-key': key.text },
      { 'api-key': key.text },
      { ...bearer(key.text), 'x-api-key': key.text, 'api-key': key.text },
    ]
    for (const headers of spellings)
      assert.equal(ring.authenticate(linesOf(headers), NOW_MS), caller)
  })

  it('leaves a request without a key to the edge', () => {
    const ring = ringOf()
    for (const headers of [
      {},
      { authorization: 'Bearer ' },
      { authorization: '' },
      { 'api-key': '' },
    ]) {
      assert.equal(ring.authenticate(linesOf(headers), NOW_MS), undefined)
    }
  })

  it('refuses two different keys in one request, even when both are good', () => {
    const [one, two] = [createApiKey(), createApiKey()]
    const ring = ringOf(recordOf(one), recordOf(two))
    assertRefused(ring, { ...bearer(one.text), 'x-api-key': two.text }, 'conflicting_api_keys')
    assertRefused(ring, { 'x-api-key': one.text, 'api-key': two.text }, 'conflicting_api_keys')
  })

  it('refuses what is no key, an unknown key, and a known name with another secret', () => {
    const [known, stranger] = [createApiKey(), createApiKey()]
    const ring = ringOf(recordOf(known))
    const impostor = ringOf(recordOf({ ...known, secretHash: stranger.secretHash }))
    assertRefused(impostor, bearer(known.text), 'invalid_api_key')
    for (const text of [
      stranger.text,
      known.text.slice(0, -1),
      'sk-proj-other',
      'x'.repeat(100_000),
    ]) {
      assertRefused(ring, bearer(text), 'invalid_api_key')
    }
    assertRefused(ring, { authorization: `Basic ${known.text}` }, 'invalid_api_key')
  })

  it('tells that a key is revoked or expired only to who knows all of it', () => {
    const [revoked, expired, stranger] = [createApiKey(), createApiKey(), createApiKey()]
    const records = [
      recordOf(revoked, { revokedAtMs: NOW_MS - 1 }),
      recordOf(expired, { expiresAtMs: NOW_MS }),
    ]
    assertRefused(ringOf(...records), bearer(revoked.text), 'key_revoked')
    assertRefused(ringOf(...records), bearer(expired.text), 'key_expired')
    const { secretHash } = stranger
    const others = records.map((record) => ({ ...record, secretHash }))
    assertRefused(ringOf(...others), bearer(revoked.text), 'invalid_api_key')
    assertRefused(ringOf(...others), bearer(expired.text), 'invalid_api_key')
  })

  it('never repeats a secret in a refusal', () => {
    const key = createApiKey()
    const secret = key.text.slice('sk-llv-12345678-'.length)
    for (const headers of [bearer(key.text), { ...bearer(key.text), 'api-key': 'another' }]) {
      assert.throws(
        () => ringOf().authenticate(linesOf(headers), NOW_MS),
        (error) => {
          assert.ok(error instanceof GatewayError)
          const shown = `${error.stack} ${JSON.stringify(error.toBody())}`
          return !shown.includes(secret) && !shown.includes(secret.slice(0, 8))
        },
      )
    }
  })

  it('turns limits into what the ledger counts, and only those that are set', () => {
    const key = createApiKey()
    const limits = {
      requestsPerMinute: 60,
      tokensPerMinute: 9000,
      budgetMicroUsd: 0,
      budgetWindow: 'month' as const,
    }
    const owner = `key:${key.id}`
    const caller = ringOf(recordOf(key, limits)).authenticate(linesOf(bearer(key.text)), NOW_MS)
    assert.deepEqual(caller?.limits, [
      { owner, unit: 'requests', window: 'minute', limit: 60 },
      { owner, unit: 'tokens', window: 'minute', limit: 9000 },
      { owner, unit: 'micro-usd', window: 'month', limit: 0 },
    ])
    assert.deepEqual(
      ringOf(recordOf(key)).authenticate(linesOf(bearer(key.text)), NOW_MS)?.limits,
      [],
    )
    assert.ok(Object.isFrozen(caller))
  })

  it('follows a change of a key, and its removal', () => {
    const key = createApiKey()
    const ring = ringOf(recordOf(key))
    ring.load([recordOf(key, { revokedAtMs: NOW_MS })])
    assertRefused(ring, bearer(key.text), 'key_revoked')
    ring.load([])
    assertRefused(ring, bearer(key.text), 'invalid_api_key')
  })
})
