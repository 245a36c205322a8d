import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseChatRequest } from '@llavero/protocol/openai/chat.ts'
import { selectTools, toolName } from './tool-selection.ts'

const tools = [
  { type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } },
  { type: 'function', function: { name: 'sendEmail', parameters: { type: 'object' } } },
  { type: 'custom', custom: { name: 'run_code' } },
]

function selected(text: string, rest: object = {}, later: unknown[] = []): string[] {
  const messages = [{ role: 'user', content: text }, ...later]
  return selectTools(parseChatRequest({ model: 'sim-mini', messages, tools, ...rest })).map(
    toolName,
  )
}

describe('selectTools', () => {
  it('calls a tool when its name or its telling words are said', () => {
    assert.deepEqual(selected('Please use get_weather'), ['get_weather'])
    assert.deepEqual(selected('What is the weather like in Paris?'), ['get_weather'])
    assert.deepEqual(selected('Send two emails to Ana'), ['sendEmail'])
  })

  it('answers with text when no tool is meant', () => {
    assert.deepEqual(selected('Tell me a story'), [])
    assert.deepEqual(selected('I will send a letter'), [])
  })

  it('calls several tools at once unless that is forbidden', () => {
    const both = 'Get the weather and send an email'
    assert.deepEqual(selected(both), ['get_weather', 'sendEmail'])
    assert.deepEqual(selected(both, { parallel_tool_calls: false }), ['get_weather'])
  })

  it('never calls with none', () => {
    assert.deepEqual(selected('weather', { tool_choice: 'none' }), [])
  })

  it('always calls with required: what was meant, else the first', () => {
    assert.deepEqual(selected('Hello', { tool_choice: 'required' }), ['get_weather'])
    assert.deepEqual(selected('An email', { tool_choice: 'required' }), ['get_weather'])
    assert.deepEqual(selected('send email', { tool_choice: 'required' }), ['sendEmail'])
  })

  it('calls the named tool whatever was said', () => {
    const email = { type: 'function', function: { name: 'sendEmail' } }
    const code = { type: 'custom', custom: { name: 'run_code' } }
    assert.deepEqual(selected('weather', { tool_choice: email }), ['sendEmail'])
    assert.deepEqual(selected('weather', { tool_choice: code }), ['run_code'])
  })

  it('keeps to the allowed tools', () => {
    const allowed = (mode: string) => ({
      tool_choice: {
        type: 'allowed_tools',
        allowed_tools: { mode, tools: [{ type: 'function', function: { name: 'sendEmail' } }] },
      },
    })
    assert.deepEqual(selected('weather', allowed('auto')), [])
    assert.deepEqual(selected('weather', allowed('required')), ['sendEmail'])
  })

  it('does not wait for the word that a parameter is named after', () => {
    const parameters = (name: string) => ({ type: 'object', properties: { [name]: {} } })
    const named = [
      {
        type: 'function',
        function: { name: 'get_weather_for_city', parameters: parameters('city_name') },
      },
      {
        type: 'function',
        function: { name: 'get_color_for_month', parameters: parameters('month') },
      },
    ]
    const ask = (text: string) => selected(text, { tools: named })
    assert.deepEqual(ask('What is the weather in Osaka?'), ['get_weather_for_city'])
    assert.deepEqual(ask('My favourite color in May?'), ['get_color_for_month'])
    assert.deepEqual(ask('Tell me of cities and months'), [])
  })

  it('is content with half of the words of a long name', () => {
    const long = [{ type: 'function', function: { name: 'get_favorite_color_for_day_of_week' } }]
    const ask = (text: string) => selected(text, { tools: long }).length
    assert.equal(ask('What is my favorite color on Tuesday?'), 1)
    assert.equal(ask('What is my favorite dish?'), 0)
  })

  it('goes on to what else was meant after the result of a tool', () => {
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: 'get_weather', arguments: '{}' },
    }
    const later = [
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: 'Rain' },
    ]
    const one = { parallel_tool_calls: false }
    assert.deepEqual(selected('Get the weather, then send an email', one), ['get_weather'])
    assert.deepEqual(selected('Get the weather, then send an email', one, later), ['sendEmail'])
  })

  it('answers with text after the result of a tool', () => {
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: 'get_weather', arguments: '{}' },
    }
    const later = [
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: 'Rain' },
    ]
    assert.deepEqual(selected('What is the weather?', {}, later), [])
  })

  it('takes deprecated functions for tools, but calls one at a time', () => {
    const functions = [{ name: 'get_weather' }, { name: 'send_email' }]
    const calls = (text: string, rest: object = {}) =>
      selected(text, { tools: undefined, functions, ...rest })
    assert.deepEqual(calls('Get the weather and send an email'), ['get_weather'])
    assert.deepEqual(calls('Hello'), [])
    assert.deepEqual(calls('weather', { function_call: 'none' }), [])
    assert.deepEqual(calls('weather', { function_call: { name: 'send_email' } }), ['send_email'])
    assert.deepEqual(selected('send email', { functions }), ['sendEmail'])
  })
})
