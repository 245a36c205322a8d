import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CallOf, Target } from '../../model-call.ts'
import { outgoingJson } from './outgoing-body.ts'

const target = { model: 'gpt-4o-mini' } as Target

function outgoing(body: object): { readonly payload: Uint8Array; readonly out: Uint8Array } {
  const payload = Buffer.from(JSON.stringify(body))
  const call = { endpoint: 'chat', body, payload, stream: 'stream' in body, outputCapTokens: null }
  const out = outgoingJson(
    target,
    call as unknown as CallOf<'chat'>,
    payload,
    'max_completion_tokens',
  )
  return { payload, out }
}

const plain = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: '¡Hola!' }] }

describe('outgoingJson', () => {
  it("passes the client's own bytes where nothing has to change", () => {
    const { payload, out } = outgoing(plain)
    assert.equal(out, payload)
  })

  it('asks for the usage of a stream', () => {
    const { out } = outgoing({ ...plain, stream: true })
    assert.deepEqual(JSON.parse(Buffer.from(out).toString('utf8')), {
      ...plain,
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it('holds no memory but its own, as it lives as long as the stream', () => {
    const { out } = outgoing({ ...plain, stream: true })
    assert.equal(out.buffer.byteLength, out.byteLength)
  })
})
