import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import OpenAI, { BadRequestError } from 'openai'
import { TestServer } from './fakes/server.ts'

let server: TestServer
let client: OpenAI

before(async () => {
  server = await TestServer.start()
  const apiKey = (await server.createKey()).key
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })
})
after(() => server[Symbol.asyncDispose]())

const model = 'sim-embed'

function similarity(a: readonly number[] = [], b: readonly number[] = []): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
}

async function refused(request: Promise<unknown>): Promise<BadRequestError> {
  try {
    await request
  } catch (error) {
    assert.ok(error instanceof BadRequestError)
    return error
  }
  return assert.fail('The request was not refused.')
}

describe('embeddings of the simulator, by the official package', () => {
  it('are near for similar texts and far for others, in four languages', async () => {
    const input = [
      'The ship sails to the harbour at night',
      'At night, ships sailed into the harbour',
      'El barco navega hacia el puerto de noche',
      'De noche los barcos navegan hacia el puerto',
      'Ночью корабль плывёт в гавань',
      'Корабли ночью плыли в гавань',
      '배가 밤에 항구로 들어온다',
      '밤에 항구로 배들이 들어왔다',
    ]
    const { data, object } = await client.embeddings.create({ model, input })
    assert.equal(object, 'list')
    for (let index = 0; index < input.length; index += 2) {
      const [one, other] = [data[index]?.embedding, data[index + 1]?.embedding]
      const strangers = data.filter((_, at) => at >> 1 !== index >> 1)
      const nearest = Math.max(...strangers.map(({ embedding }) => similarity(one, embedding)))
      assert.ok(similarity(one, other) > nearest + 0.2, `text ${index}`)
    }
  })

  it('are the same in base64 and as numbers, as text and as tokens', async () => {
    // The package itself asks for base64 where nothing is said, and decodes it.
    const packed = await client.embeddings.create({ model, input: 'hello hello' })
    const plain = await client.embeddings.create({
      model,
      input: 'hello hello',
      encoding_format: 'float',
      user: 'somebody',
    })
    const [first, second] = [packed.data[0]?.embedding, plain.data[0]?.embedding]
    assert.equal(first?.length, 1_536)
    assert.ok(first.every((value, index) => Math.abs(value - (second?.[index] ?? 0)) < 1e-8))
    assert.deepEqual(plain.usage, { prompt_tokens: 2, total_tokens: 2 })
    assert.equal(plain.model, model)
    const tokens = await client.embeddings.create({ model, input: [[24912, 40617]] })
    assert.deepEqual(tokens.data[0]?.embedding, first)
    assert.deepEqual(tokens.usage, packed.usage)
  })

  it('have the number of dimensions that was asked for', async () => {
    for (const dimensions of [1, 256, 3_072]) {
      const { data } = await client.embeddings.create({ model, input: 'a key ring', dimensions })
      assert.equal(data[0]?.embedding.length, dimensions)
      assert.ok(Math.abs(similarity(data[0].embedding, data[0].embedding) - 1) < 1e-4)
    }
    const error = await refused(client.embeddings.create({ model, input: 'a', dimensions: 5_000 }))
    assert.equal(error.param, 'dimensions')
  })

  it('come for 2,048 inputs in order, and their usage is in the log', async () => {
    await using own = await TestServer.start()
    const { key: apiKey } = await own.createKey()
    const client = new OpenAI({ baseURL: `${own.url}/v1`, apiKey, maxRetries: 0 })
    const input = Array.from({ length: 2_048 }, (_, index) => `text number ${index}`)
    const { data, usage } = await client.embeddings.create({ model, input, dimensions: 64 })
    assert.deepEqual(
      data.map(({ index }) => index),
      input.map((_, index) => index),
    )
    const row = await own.row()
    assert.equal(row.input_tokens, usage.prompt_tokens)
    assert.deepEqual([row.endpoint, row.verdict, row.cost_usd], ['embeddings', 'complete', 0])
  })

  it('refuse an input that is too long, by its place', async () => {
    const input = ['short', 'word '.repeat(8_200)]
    const error = await refused(client.embeddings.create({ model, input }))
    assert.equal(error.param, 'input[1]')
    assert.match(error.message, /8192 tokens/)
  })

  it('are not to be had of a chat model', async () => {
    const error = await refused(client.embeddings.create({ model: 'sim-mini', input: 'a' }))
    assert.equal(error.param, 'model')
  })
})

describe('moderation of the simulator, by the official package', () => {
  it('gives a result for each text, in four languages', async () => {
    const { id, results, ...rest } = await client.moderations.create({
      model: 'sim-moderation',
      input: [
        'I want to kill someone',
        'Te voy a matar',
        'Я тебя убью',
        '널 죽일 거야',
        'I water my plants',
      ],
    })
    assert.match(id, /^modr-/)
    assert.equal(rest.model, 'sim-moderation')
    assert.deepEqual(
      results.map(({ flagged }) => flagged),
      [true, true, true, true, false],
    )
    for (const result of results) {
      assert.equal(Object.keys(result.categories).length, 13)
      assert.deepEqual(Object.keys(result.category_scores), Object.keys(result.categories))
      assert.deepEqual(result.category_applied_input_types.violence, ['text'])
    }
    assert.equal(results[0]?.categories.violence, true)
  })

  it('gives one result for a text, and one for all parts of a message', async () => {
    const one = await client.moderations.create({ model: 'sim-moderation', input: 'hello' })
    assert.equal(one.results.length, 1)
    const { results } = await client.moderations.create({
      model: 'sim-moderation',
      input: [
        { type: 'text', text: 'I am going to hurt you' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      ],
    })
    assert.equal(results.length, 1)
    assert.equal(results[0]?.categories['harassment/threatening'], true)
    assert.deepEqual(results[0]?.category_applied_input_types.violence, ['text', 'image'])
    assert.deepEqual(results[0]?.category_applied_input_types.hate, ['text'])
  })
})
