import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { arrivalOf, createRequestId } from './request-id.ts'

describe('the id of a request', () => {
  it('sorts by time, and within a millisecond in the order of arrival', () => {
    const startMs = Date.UTC(2026, 0, 1)
    const ids = Array.from({ length: 3000 }, (_, index) =>
      createRequestId(startMs + Math.floor(index / 1000)),
    )
    assert.deepEqual(ids.toSorted(), ids)
    assert.equal(new Set(ids).size, ids.length)
  })

  it('has 32 hex digits and tells when the request arrived', () => {
    const nowMs = Date.UTC(2026, 10, 26, 12, 30)
    const id = createRequestId(nowMs)
    assert.match(id, /^req_[0-9a-f]{32}$/)
    assert.equal(arrivalOf(id), nowMs)
  })
})
