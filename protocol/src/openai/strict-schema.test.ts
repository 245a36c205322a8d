import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { strictSchemaFault } from './strict-schema.ts'

const closed = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

describe('a strict JSON Schema', () => {
  it('passes when every object is closed and requires all it has', () => {
    const schema = closed({
      city: { type: 'string' },
      days: { type: 'array', items: closed({ name: { type: ['string', 'null'] } }) },
    })
    assert.equal(strictSchemaFault(schema), null)
  })

  it('must be given', () => {
    assert.equal(
      strictSchemaFault(undefined),
      "In context=(), 'additionalProperties' is required to be supplied and to be false.",
    )
  })

  it('is named where an inner object is open', () => {
    const schema = closed({ list: { type: 'array', items: { anyOf: [{ type: 'object' }] } } })
    assert.equal(
      strictSchemaFault(schema),
      "In context=('properties', 'list', 'items', 'anyOf', '0'), " +
        "'additionalProperties' is required to be supplied and to be false.",
    )
  })

  it('must require every property', () => {
    const schema = { ...closed({ a: {}, b: {} }), required: ['a'] }
    assert.equal(
      strictSchemaFault(schema),
      "In context=(), 'required' is required to be supplied and to be an array including every key " +
        "in properties. Missing 'b'.",
    )
  })

  it('may be of any depth', () => {
    let schema: unknown = { type: 'string' }
    for (let depth = 0; depth < 5000; depth += 1) schema = closed({ inner: schema })
    assert.equal(strictSchemaFault(schema), null)
  })

  it('may be any JSON without a throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (schema) => void strictSchemaFault(schema)))
  })
})
