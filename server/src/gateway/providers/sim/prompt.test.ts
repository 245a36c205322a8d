import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ChatRequest, parseChatRequest } from '@llavero/protocol/openai/chat.ts'
import { countPromptTokens, lastUserText } from './prompt.ts'

function requestOf(messages: unknown[], rest: object = {}): ChatRequest {
  return parseChatRequest({ model: 'sim-mini', messages, ...rest })
}

describe('countPromptTokens', () => {
  it('counts as the API does: 3 for each message, its role and text, and 3 for the answer', () => {
    assert.equal(countPromptTokens(requestOf([{ role: 'user', content: 'hello' }])), 3 + 1 + 1 + 3)
  })

  it('counts a name with one token more', () => {
    const plain = countPromptTokens(requestOf([{ role: 'user', content: 'hello' }]))
    const named = countPromptTokens(requestOf([{ role: 'user', content: 'hello', name: 'Ana' }]))
    assert.equal(named, plain + 1 + 1)
  })

  it('counts the text of parts like a string, and an image at low detail', () => {
    const text = { type: 'text', text: 'hello' }
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }
    const plain = countPromptTokens(requestOf([{ role: 'user', content: 'hello' }]))
    assert.equal(countPromptTokens(requestOf([{ role: 'user', content: [text] }])), plain)
    assert.equal(
      countPromptTokens(requestOf([{ role: 'user', content: [text, image] }])),
      plain + 85,
    )
  })

  it('counts tools, also those whose schema is none', () => {
    const messages = [{ role: 'user', content: 'hello' }]
    const toolWith = (parameters: object) => ({
      tools: [{ type: 'function', function: { name: 'get_weather', parameters } }],
    })
    const plain = countPromptTokens(requestOf(messages))
    const valid = toolWith({ type: 'object', properties: { city: { type: 'string' } } })
    assert.ok(countPromptTokens(requestOf(messages, valid)) > plain + 15)
    const broken = toolWith({ type: 'object', properties: { city: null } })
    assert.ok(countPromptTokens(requestOf(messages, broken)) > plain)
  })
})

describe('lastUserText', () => {
  it('is what the user said last', () => {
    const request = requestOf([
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'answer' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'sec' },
          { type: 'text', text: 'ond' },
        ],
      },
      { role: 'system', content: 'rules' },
    ])
    assert.equal(lastUserText(request), 'second')
  })
})
