import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, it } from 'node:test'
import { errorCatalogue, GatewayError, type ErrorCode } from './errors.ts'

const repositoryRoot = path.resolve(import.meta.dirname, '../..')

describe('the error catalogue', () => {
  it('is what docs/reference/errors.md says', () => {
    const check = spawnSync(process.execPath, ['scripts/docs.ts', '--check'], {
      cwd: repositoryRoot,
      encoding: 'utf8',
    })
    assert.equal(check.stderr, '')
    assert.equal(check.status, 0)
  })

  it('has only statuses of errors, and a sentence for each code', () => {
    for (const [code, { status, when }] of Object.entries(errorCatalogue)) {
      assert.ok(status >= 400 && status <= 599, code)
      assert.match(when, /^[A-Z].*\.$/, code)
    }
  })
})

describe('GatewayError', () => {
  it('answers with all four keys for every code', () => {
    for (const code of Object.keys(errorCatalogue) as ErrorCode[]) {
      const { error } = new GatewayError(code, 'why').toBody()
      assert.deepEqual(Object.keys(error), ['message', 'type', 'param', 'code'])
    }
  })

  it('sends a null code where the real service does, and keeps its own name for the log', () => {
    const error = new GatewayError('server_error', 'Sorry.')
    assert.equal(error.toBody().error.code, null)
    assert.equal(error.code, 'server_error')
  })

  it('takes the type of the exhausted limit', () => {
    const error = new GatewayError('rate_limit_exceeded', 'Slow down.', {
      type: 'tokens',
      retryAfterMs: 1500,
    })
    assert.equal(error.status, 429)
    assert.equal(error.retryAfterMs, 1500)
    assert.deepEqual(error.toBody(), {
      error: {
        message: 'Slow down.',
        type: 'tokens',
        param: null,
        code: 'rate_limit_exceeded',
      },
    })
  })

  it('keeps the cause to itself', () => {
    const cause = new Error('connect ECONNREFUSED 10.0.0.1')
    const error = new GatewayError('upstream_unreachable', 'No connection.', { cause })
    assert.equal(error.cause, cause)
    assert.ok(!JSON.stringify(error.toBody()).includes('10.0.0.1'))
  })
})
