import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { ClientRules } from './client-rules.ts'

const rules = new ClientRules({
  model: 'our-name',
  targetModel: 'gpt-realtime',
  judgeTranscription: (model) =>
    model === 'whisper-1' ? null : new GatewayError('model_not_allowed', 'No.'),
})

const judge = (event: object, cap: number | null = null) => rules.judge(JSON.stringify(event), cap)

describe('what a client may say in a realtime session', () => {
  it('passes as it is where nothing has to change', () => {
    const text = '{ "type": "response.create",  "response": {"instructions": "Hi"} }'
    assert.equal(rules.judge(text, null).frame, text)
    assert.equal(rules.judge('no JSON', 5).frame, 'no JSON')
    assert.equal(rules.judge('[1]', 5).frame, '[1]')
  })

  it('is refused where it changes the model, with the id of the event', () => {
    const ruling = judge({ type: 'session.update', event_id: 'e1', session: { model: 'gpt-4o' } })
    assert.equal(ruling.refusal?.param, 'session.model')
    assert.equal(ruling.eventId, 'e1')
  })

  it('names the model as the provider knows it', () => {
    const ruling = judge({ type: 'session.update', session: { model: 'our-name', voice: 'ash' } })
    assert.equal(ruling.refusal, null)
    assert.deepEqual(JSON.parse(ruling.frame).session, { model: 'gpt-realtime', voice: 'ash' })
  })

  it('asks for no longer answer than the budget affords', () => {
    const longest = (frame: string) => JSON.parse(frame).response?.max_output_tokens
    assert.equal(longest(judge({ type: 'response.create' }, 50).frame), 50)
    const asking = (limit: unknown) => ({
      type: 'response.create',
      response: { max_output_tokens: limit },
    })
    assert.equal(longest(judge(asking('inf'), 50).frame), 50)
    assert.equal(longest(judge(asking(9), 50).frame), 9)
    const session = judge({ type: 'session.update', session: { max_output_tokens: 900 } }, 50)
    assert.equal(JSON.parse(session.frame).session.max_output_tokens, 50)
  })

  it('has its speech written down only by a model that it may use', () => {
    const update = (model: string) => ({
      type: 'session.update',
      session: { audio: { input: { transcription: { model } } } },
    })
    assert.equal(judge(update('whisper-1')).refusal, null)
    assert.equal(judge(update('other')).refusal?.code, 'model_not_allowed')
  })

  it('has its speech written down by no model that it leaves out or names in the old way', () => {
    const update = (session: object) => judge({ type: 'session.update', session }).refusal?.code
    const unnamed = { audio: { input: { transcription: { language: 'de' } } } }
    assert.equal(update(unnamed), 'model_not_allowed')
    assert.equal(update({ input_audio_transcription: { model: 'other' } }), 'model_not_allowed')
    assert.equal(update({ audio: { input: { transcription: null } } }), undefined)
  })

  it('may be anything at all', () => {
    const odd = [null, 5, 'text', true, [null], { audio: null }, { audio: { input: null } }]
    for (const value of odd) {
      for (const type of ['session.update', 'response.create', null]) {
        const frame = JSON.stringify({ type, session: value, response: value })
        assert.equal(rules.judge(frame, 50).refusal, null, frame)
        assert.equal(rules.judge(frame, null).frame, frame)
      }
    }
  })

  it('counts for what it can add to the next answer, sound by its length', () => {
    const sound = judge({ type: 'input_audio_buffer.append', audio: 'A'.repeat(4_000) })
    assert.equal(sound.addedTokens, 10)
    assert.ok(judge({ type: 'conversation.item.create', item: {} }).addedTokens > 10)
  })
})
