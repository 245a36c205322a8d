import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GatewayError } from '../errors.ts'
import { parseEmbeddingRequest } from './embeddings.ts'

describe('parseEmbeddingRequest', () => {
  for (const [input, param] of [
    [[-1], 'input[0]'],
    [[[5], [1, -1]], 'input[1][1]'],
  ] as const) {
    it(`says that no token is negative: ${JSON.stringify(input)}`, () => {
      assert.throws(
        () => parseEmbeddingRequest({ model: 'm', input }),
        (error) => {
          assert.ok(error instanceof GatewayError)
          assert.deepEqual(
            [error.code, error.param, error.message],
            [
              'integer_below_min_value',
              param,
              `Invalid '${param}': integer below minimum value. Expected a value >= 0, but got -1 instead.`,
            ],
          )
          return true
        },
      )
    })
  }

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
