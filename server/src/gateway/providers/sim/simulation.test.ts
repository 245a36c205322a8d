import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { parseSimulation } from './simulation.ts'

function refusal(header: string | null, parameter?: unknown): GatewayError {
  try {
    parseSimulation(header, parameter)
  } catch (error) {
    if (error instanceof GatewayError) return error
  }
  throw new Error('It was not refused.')
}

describe('parseSimulation', () => {
  it('changes nothing when nothing is asked', () => {
    assert.deepEqual(parseSimulation(null, undefined), parseSimulation('', null))
    assert.equal(parseSimulation(null, undefined).status, null)
  })

  it('reads the header', () => {
    const simulation = parseSimulation(
      'first_token_ms=200; tokens_per_second=12.5;status=429;',
      null,
    )
    assert.equal(simulation.firstTokenMs, 200)
    assert.equal(simulation.tokensPerSecond, 12.5)
    assert.equal(simulation.status, 429)
  })

  it('reads the body parameter with the same names', () => {
    const simulation = parseSimulation(null, { cut_after: 5, stall_after: '3', repeat: 'a=b' })
    assert.equal(simulation.cutAfter, 5)
    assert.equal(simulation.stallAfter, 3)
    assert.equal(simulation.repeat, 'a=b')
  })

  it('lets the header win over the body', () => {
    const simulation = parseSimulation('tokens=2', { tokens: 1, garbage_after: 0 })
    assert.equal(simulation.tokens, 2)
    assert.equal(simulation.garbageAfter, 0)
  })

  it('keeps equals signs in a text', () => {
    assert.equal(parseSimulation('repeat=a=b', null).repeat, 'a=b')
  })

  it('refuses an unknown name and says it', () => {
    const error = refusal('latency=5')
    assert.equal(error.code, 'unknown_parameter')
    assert.equal(error.status, 400)
    assert.equal(error.param, 'x-llavero-sim.latency')
    assert.equal(refusal(null, { constructor: 1 }).param, 'simulation.constructor')
  })

  it('refuses an unusable value and names the field', () => {
    const unusable = [
      'first_token_ms=-1',
      'first_token_ms=soon',
      'first_token_ms=',
      'first_token_ms',
      'tokens_per_second=0',
      'tokens_per_second=Infinity',
      'status=200',
      'status=429.5',
      'tokens=0',
      'tokens=1.5',
      'tokens=1000001',
      'repeat=',
    ]
    for (const header of unusable) {
      const error = refusal(header)
      assert.equal(error.code, 'invalid_value', header)
      assert.equal(error.param, `x-llavero-sim.${header.split('=')[0]}`)
    }
  })

  it('refuses a body parameter that is no object, and values of other types', () => {
    assert.equal(refusal(null, 'status=429').param, 'simulation')
    assert.equal(refusal(null, []).param, 'simulation')
    assert.equal(refusal(null, { tokens: true }).param, 'simulation.tokens')
    assert.equal(refusal(null, { repeat: 5 }).param, 'simulation.repeat')
    assert.equal(refusal(null, { status: [429] }).param, 'simulation.status')
  })
})
