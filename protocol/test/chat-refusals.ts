import assert from 'node:assert/strict'
import { it } from 'node:test'
import { GatewayError } from '../src/errors.ts'
import { parseChatRequest } from '../src/openai/chat.ts'

export const messages = [{ role: 'user', content: 'hi' }]
export const withFields = (fields: object) => ({ model: 'gpt-4o-mini', messages, ...fields })
export const withParts = (...content: object[]) =>
  withFields({ messages: [{ role: 'user', content }] })
export const withFunction = (definition: object) =>
  withFields({ tools: [{ type: 'function', function: definition }] })

export function fault(value: unknown): {
  param: string | null
  code: string | null
  message: string
} {
  try {
    parseChatRequest(value)
  } catch (error) {
    assert.ok(error instanceof GatewayError, String(error))
    assert.equal(error.status, 400)
    assert.equal(error.type, 'invalid_request_error')
    const { param, code, message } = error.toBody().error
    return { param, code, message }
  }
  return assert.fail('The request passed.')
}

export type Refusal = readonly [
  name: string,
  body: unknown,
  param: string | null,
  code: string | null,
  message: string,
]

export const missing = (param: string) =>
  [param, 'missing_required_parameter', `Missing required parameter: '${param}'.`] as const

export const wrongType = (param: string, expected: string, got: string) =>
  [
    param,
    'invalid_type',
    `Invalid type for '${param}': expected ${expected}, but got ${got} instead.`,
  ] as const

export const unlisted = (param: string, value: string, supported: string) =>
  [
    param,
    'invalid_value',
    `Invalid value: '${value}'. Supported values are: ${supported}.`,
  ] as const

export const outOfRange = (param: string, code: string, rest: string) =>
  [param, code, `Invalid '${param}': ${rest} instead.`] as const

export const patternFault = (param: string) =>
  [
    param,
    'invalid_value',
    `Invalid '${param}': string does not match pattern. ` +
      "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
  ] as const

export const misspelt = (param: string, meant: string) =>
  [param, 'unknown_parameter', `Unknown parameter: '${param}'. Did you mean '${meant}'?`] as const

export const unoffered = (param: string, offer: string) =>
  [
    param,
    null,
    `Invalid value for '${param}': '${param}' is only allowed when '${offer}' are specified.`,
  ] as const

/** A test for each. */
export function itRefuses(refusals: readonly Refusal[]): void {
  for (const [name, body, param, code, message] of refusals) {
    it(name, () => {
      assert.deepEqual(fault(body), { param, code, message })
    })
  }
}
