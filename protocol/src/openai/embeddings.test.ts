import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GatewayError } from '../errors.ts'
import { parseEmbeddingRequest } from './embeddings.ts'

describe('parseEmbeddingRequest', () => {
  it('refuses too few dimensions in the words of the service', () => {
    const request = { model: 'm', input: 'Hello.', dimensions: -42 }
    assert.throws(
      () => parseEmbeddingRequest(request),
      (error) => {
        assert.ok(error instanceof GatewayError)
        assert.deepEqual(error.toBody().error, {
          message: "-42 is less than the minimum of 1 - 'dimensions'",
          type: 'invalid_request_error',
          param: null,
          code: null,
        })
        return true
      },
    )
  })
})
