import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import * as z from 'zod'
import { valueFromSchema } from './json-from-schema.ts'
import type { ValueSource } from './value-source.ts'
import { createRandom } from './random.ts'

function sourceOf(seed: number, prompt = ''): ValueSource {
  const random = createRandom(seed)
  return { random, prompt, phrase: () => `a key number ${Math.floor(random() * 1e6)}` }
}

type Schema = Record<string, unknown>

const stringSchema = fc
  .tuple(fc.nat(8), fc.nat(20))
  .map(([least, extra]): Schema => ({ type: 'string', minLength: least, maxLength: least + extra }))

const formatSchema = fc
  .constantFrom('date-time', 'date', 'time', 'email', 'uri', 'uuid', 'ipv4', 'ipv6')
  .map((format): Schema => ({ type: 'string', format }))

const integerSchema = fc
  .tuple(
    fc.integer({ min: -500, max: 500 }),
    fc.integer({ min: 10, max: 100 }),
    fc.integer({ min: 1, max: 9 }),
  )
  .map(([minimum, extra, multipleOf]): Schema => ({
    type: 'integer',
    minimum,
    maximum: minimum + extra,
    multipleOf,
  }))

const numberSchema = fc
  .tuple(fc.integer({ min: -500, max: 500 }), fc.boolean())
  .map(([from, isExclusive]): Schema =>
    isExclusive
      ? { type: 'number', exclusiveMinimum: from, exclusiveMaximum: from + 1 }
      : { type: 'number', minimum: from, maximum: from },
  )

const leafSchema = fc.oneof(
  stringSchema,
  formatSchema,
  integerSchema,
  numberSchema,
  fc.constantFrom<Schema>(
    { type: 'boolean' },
    { type: 'null' },
    { type: ['string', 'null'] },
    { enum: ['red', 'green', 3] },
    { const: 'fixed' },
    { $ref: '#/$defs/point' },
  ),
)

const { schema: anySchema } = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    leafSchema,
    fc
      .dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('schema'), { maxKeys: 4 })
      .map((properties): Schema => ({
        type: 'object',
        properties,
        required: Object.keys(properties).slice(1),
        additionalProperties: false,
      })),
    fc
      .tuple(tie('schema'), fc.nat(3))
      .map(([items, minItems]): Schema => ({ type: 'array', items, minItems })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf): Schema => ({ anyOf })),
  ),
}))

const withDefinitions = anySchema.map((schema): Schema => ({
  ...schema,
  $defs: {
    point: {
      type: 'object',
      properties: { x: { type: 'number' }, y: { type: 'number' } },
      required: ['x', 'y'],
      additionalProperties: false,
    },
  },
}))

describe('valueFromSchema', () => {
  it('makes values that are valid for their schema', () => {
    fc.assert(
      fc.property(withDefinitions, fc.nat(), (schema, seed) => {
        const value = valueFromSchema(schema, sourceOf(seed))
        const verdict = z.fromJSONSchema(schema).safeParse(value)
        assert.ok(verdict.success, `${JSON.stringify(schema)}\n${JSON.stringify(value)}`)
      }),
      { numRuns: 500 },
    )
  })

  it('comes to an end on a schema that contains itself', () => {
    const schema: Schema = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        children: { type: 'array', items: { $ref: '#' } },
        next: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
      },
      required: ['name', 'children', 'next'],
      additionalProperties: false,
    }
    const value = valueFromSchema(schema, sourceOf(1))
    assert.ok(z.fromJSONSchema(schema).safeParse(value).success)
  })

  it('comes to an end on references in a circle', () => {
    const schema = {
      $ref: '#/$defs/a',
      $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } },
    }
    valueFromSchema(schema, sourceOf(1))
  })

  it('never throws, whatever the schema is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (schema, seed) => {
        JSON.stringify(valueFromSchema(schema, sourceOf(seed)))
      }),
    )
  })

  it('makes different items where they have to be unique', () => {
    const schema = {
      type: 'array',
      items: { enum: ['a', 'b', 'c'] },
      minItems: 3,
      uniqueItems: true,
    }
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const value = valueFromSchema(schema, sourceOf(seed, 'a'))
        assert.deepEqual([...(value as string[])].toSorted(), ['a', 'b', 'c'])
      }),
    )
  })

  it('folds allOf into one object', () => {
    const schema = {
      allOf: [
        { type: 'object', properties: { a: { const: 1 } }, required: ['a'] },
        { properties: { b: { const: 2 } }, required: ['b'] },
      ],
    }
    assert.deepEqual(valueFromSchema(schema, sourceOf(1)), { a: 1, b: 2 })
  })

  it('takes names, numbers and choices from the prompt', () => {
    const schema = {
      type: 'object',
      properties: {
        city: { type: 'string' },
        days: { type: 'integer', minimum: 1, maximum: 14 },
        unit: { enum: ['celsius', 'fahrenheit'] },
      },
    }
    const prompt = 'What will the weather in San Sebastián be in 5 days, in Fahrenheit?'
    assert.deepEqual(valueFromSchema(schema, sourceOf(1, prompt)), {
      city: 'San Sebastián',
      days: 5,
      unit: 'fahrenheit',
    })
  })

  it('follows references into maps and lists, escaped names included', () => {
    const schema = {
      properties: { a: { $ref: '#/$defs/x~1y' }, b: { $ref: '#/choices/0' } },
      $defs: { 'x/y': { const: 1 } },
      choices: [{ const: 2 }],
    }
    const value = valueFromSchema(schema, sourceOf(1))
    assert.deepEqual(value, { a: 1, b: 2 })
    assert.equal(typeof valueFromSchema({ $ref: '#/%/nowhere' }, sourceOf(1)), 'string')
  })

  it('comes to an end on schemas that cannot be satisfied', () => {
    const twins = { a: { $ref: '#' }, b: { $ref: '#' }, c: { $ref: '#' } }
    const doubling = { type: 'object', properties: twins, required: ['a', 'b', 'c'] }
    const circle = { $ref: '#/$defs/a', $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }] } } }
    const crowded = { type: 'object', minProperties: 1e9 }
    for (const schema of [doubling, circle, crowded]) {
      assert.ok((JSON.stringify(valueFromSchema(schema, sourceOf(1))) ?? '').length < 1e5)
    }
  })

  it('bounds what a schema can ask for', () => {
    const huge = { type: 'array', items: { type: 'string', minLength: 1e9 }, minItems: 1e9 }
    assert.ok(
      JSON.stringify(valueFromSchema({ ...huge, items: { type: 'null' } }, sourceOf(1))).length <
        1e5,
    )
    assert.ok(JSON.stringify(valueFromSchema(huge.items, sourceOf(1))).length < 1e5)
  })
})
