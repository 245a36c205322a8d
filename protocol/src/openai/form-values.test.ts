import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as z from 'zod'
import { GatewayError } from '../errors.ts'
import { readFormValues } from './form-values.ts'

const schema = z.looseObject({
  prompt: z.string(),
  n: z.int().nullish(),
  stream: z.boolean().nullish(),
  include: z.array(z.string()).nullish(),
})

const read = (...fields: readonly (readonly [string, string])[]) =>
  readFormValues(
    schema,
    fields.map(([name, value]) => ({ name, value })),
  )

describe('the fields of a form', () => {
  it('are read as the types that the schema wants', () => {
    assert.deepEqual(read(['prompt', '7'], ['n', '2'], ['stream', 'true'], ['include[]', 'a']), {
      prompt: '7',
      n: 2,
      stream: true,
      include: ['a'],
    })
  })

  it('are lists where they come again, with brackets or without', () => {
    assert.deepEqual(read(['include[]', 'a'], ['include[]', 'b']), { include: ['a', 'b'] })
    assert.deepEqual(read(['include', 'a']), { include: ['a'] })
  })

  it('are nested where their names say so', () => {
    assert.deepEqual(read(['chunking[type]', 'server_vad'], ['chunking[ms]', '300']), {
      chunking: { type: 'server_vad', ms: 300 },
    })
  })

  it('stay text where they do not read as what is wanted, for the schema to refuse', () => {
    assert.deepEqual(read(['n', 'two'], ['stream', 'yes']), { n: 'two', stream: 'yes' })
  })

  it('are refused where they come twice, or could poison an object', () => {
    const twice = () => read(['n', '1'], ['n', '10'])
    assert.throws(twice, (error) => error instanceof GatewayError && error.param === 'n')
    for (const name of ['__proto__', 'constructor[prototype]', 'a[__proto__]']) {
      assert.throws(() => read([name, 'x']), { code: 'forbidden_key' })
    }
  })
})
