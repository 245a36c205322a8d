import { convertToParamMap } from '@angular/router'
import { describe, expect, it } from 'vitest'
import {
  addressOf,
  biasOf,
  bodyOf,
  movesBoth,
  parametersIn,
  presetOf,
  presets,
  untouched,
} from './draft'

const messages = [
  { role: 'system', content: ' ' },
  { role: 'user', content: 'Hello' },
] as const

describe('a request that is being tried', () => {
  it('sends what was set, and nothing else', () => {
    expect(bodyOf('m', messages, untouched, new Set())).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hello' }],
    })
    const parameters = {
      ...untouched,
      temperature: 0,
      stop: ['.'],
      response_format: 'json_object',
    } as const
    expect(bodyOf('m', messages, parameters, new Set())).toMatchObject({
      temperature: 0,
      stop: ['.'],
      response_format: { type: 'json_object' },
    })
  })

  it('leaves out what the model cannot take', () => {
    const parameters = { ...untouched, temperature: 0.5, seed: 7, stop: ['.'] }
    const body = bodyOf('m', messages, parameters, new Set(['temperature', 'stop']))
    expect(body).not.toHaveProperty('temperature')
    expect(body).not.toHaveProperty('stop')
    expect(body).toHaveProperty('seed', 7)
  })

  it('asks for the odds of tokens, and pushes tokens, only where the model takes that', () => {
    const parameters = { ...untouched, top_logprobs: 0, logit_bias: { '12': -100 } }
    const asked = { logprobs: true, top_logprobs: 0, logit_bias: { '12': -100 } }
    expect(bodyOf('m', messages, parameters, new Set())).toMatchObject(asked)
    const body = bodyOf('m', messages, parameters, new Set(['logprobs', 'logit_bias']))
    for (const name of Object.keys(asked)) expect(body).not.toHaveProperty(name)
  })

  it('reads a token and its bias as they are typed', () => {
    expect(biasOf(' 12 : -100 ')).toEqual(['12', -100])
    expect(biasOf('12:+5')).toEqual(['12', 5])
    for (const text of ['12', '12:101', 'key:5', '12:5:6', '']) expect(biasOf(text)).toBeNull()
  })

  it('has an address that brings it back', () => {
    const bias = { top_logprobs: 5, logit_bias: { '12': -100, '7': 3 } }
    const parameters = { ...untouched, ...bias, temperature: 1.3, stop: ['a', 'b'], n: 2 }
    const address = addressOf('m', parameters)
    const kept = Object.entries(address).filter(([, value]) => value !== null)
    expect(parametersIn(convertToParamMap(Object.fromEntries(kept)))).toEqual(parameters)
    expect(parametersIn(convertToParamMap({ temperature: 'hot' }))).toEqual(untouched)
  })

  it('knows its preset and the pair that should not be moved together', () => {
    for (const name of ['precise', 'balanced', 'creative'] as const) {
      expect(presetOf({ ...untouched, ...presets[name] })).toBe(name)
    }
    expect(presetOf(untouched)).toBeNull()
    expect(movesBoth({ ...untouched, temperature: 0.3, top_p: 0.5 })).toBe(true)
    expect(movesBoth({ ...untouched, temperature: 0.3 })).toBe(false)
  })
})
