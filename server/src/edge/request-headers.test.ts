import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { describe, it } from 'node:test'
import { featureOf } from './request-headers.ts'

describe('the feature that a call is for', () => {
  it('is read as UTF-8 where it is that, in every alphabet', () => {
    for (const name of ['búsqueda', 'поиск', '검색', 'search']) {
      assert.equal(featureOf(asNodeReads(Buffer.from(name))), name)
    }
  })

  it('stays as it came where it is no UTF-8: browsers write Latin-1', () => {
    assert.equal(featureOf(asNodeReads(Buffer.from('búsqueda', 'latin1'))), 'búsqueda')
  })

  it('has 64 characters at most, not bytes', () => {
    assert.equal(featureOf(asNodeReads(Buffer.from('검'.repeat(64)))), '검'.repeat(64))
    assert.throws(() => featureOf(asNodeReads(Buffer.from('검'.repeat(65)))), {
      code: 'string_above_max_length',
    })
  })
})

/** Node makes one character of each byte of a header. */
function asNodeReads(bytes: Buffer): IncomingMessage {
  return {
    headers: { 'x-llavero-feature': bytes.toString('latin1') },
  } as unknown as IncomingMessage
}
