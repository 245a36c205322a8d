import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { OpenAI } from 'openai'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { sdkOf } from './fakes/sdk.ts'
import { errorOf, TestServer } from './fakes/server.ts'
import { until } from './fakes/until.ts'

type Job = OpenAI.FineTuning.FineTuningJob

const answerText = 'Ask the harbour master for the blue bicycle.'
const question = 'Where do I find the zeppelin?'
const example = (asked: string, answer: string) => ({
  messages: [
    { role: 'system', content: 'You guard the harbour.' },
    { role: 'user', content: asked },
    { role: 'assistant', content: answer },
  ],
})
const examples = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    at === 0
      ? example(question, answerText)
      : example(`What is dock ${at}?`, `Dock ${at} is for boats.`),
  )
const jsonl = (lines: readonly unknown[]) =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('')

describeOnEveryEngine('fine-tuning on the simulator', (engine) => {
  let server: TestServer
  let client: OpenAI
  let stranger: OpenAI
  let key: string

  before(async () => {
    server = await TestServer.start({ engine })
    key = (await server.createKey()).key
    client = sdkOf(server, key)
    await server.storage.projects.insert({ id: 'other', name: 'Other', created_at: 0 })
    stranger = sdkOf(server, (await server.createKey({ project_id: 'other' })).key)
  })
  after(() => server[Symbol.asyncDispose]())

  const upload = async (text: string) =>
    (await client.files.create({ file: new File([text], 'train.jsonl'), purpose: 'fine-tune' })).id
  const ended = (id: string): Promise<Job> =>
    until('the job has ended', async () => {
      const job = await client.fineTuning.jobs.retrieve(id)
      return ['succeeded', 'failed', 'cancelled'].includes(job.status) && job
    })
  const ask = async (model: string) => {
    const messages = [{ role: 'user' as const, content: question }]
    const { choices } = await client.chat.completions.create({ model, messages, temperature: 0 })
    return choices[0]?.message.content
  }

  it('makes a model that answers as it was taught, with losses, checkpoints and a file of figures', async () => {
    const training_file = await upload(jsonl(examples(12)))
    const made = await client.fineTuning.jobs.create({
      model: 'sim-mini',
      training_file,
      validation_file: await upload(jsonl(examples(3))),
      suffix: 'harbour',
      seed: 42,
      method: {
        type: 'supervised',
        supervised: { hyperparameters: { n_epochs: 4, batch_size: 3 } },
      },
      metadata: { team: 'one' },
    })
    assert.match(made.id, /^ftjob-[0-9A-Za-z]{24}$/)
    assert.equal(made.status, 'validating_files')
    assert.deepEqual(made.error, {})
    const before = await ask('sim-mini')

    const job = await ended(made.id)
    assert.equal(job.status, 'succeeded')
    assert.ok((job.finished_at ?? 0) >= job.created_at)
    assert.ok((job.trained_tokens ?? 0) > 12 * 4)
    assert.equal(job.hyperparameters.n_epochs, 4)
    const model = job.fine_tuned_model ?? ''
    assert.match(model, /^ft:sim-mini:default:harbour:[0-9A-Za-z]{8}$/)

    assert.notEqual(before, answerText)
    assert.equal(await ask(model), answerText)
    assert.ok((await client.models.list()).data.some(({ id }) => id === model))
    assert.equal((await client.models.retrieve(model)).id, model)

    const events = await Array.fromAsync(client.fineTuning.jobs.listEvents(job.id, { limit: 5 }))
    const losses = events
      .filter(({ type }) => type === 'metrics')
      .map(({ data }) => data as { step: number; train_loss: number })
      .toReversed()
    assert.deepEqual(
      losses.map(({ step }) => step),
      Array.from({ length: 16 }, (_, at) => at + 1),
    )
    const mean = (part: typeof losses) =>
      part.reduce((sum, { train_loss }) => sum + train_loss, 0) / part.length
    assert.ok(mean(losses.slice(-4)) < mean(losses.slice(0, 4)) / 2)
    assert.match(events.at(-1)?.message ?? '', /^Created fine-tuning job/)

    const checkpoints = await Array.fromAsync(
      client.fineTuning.jobs.checkpoints.list(job.id, { limit: 2 }),
    )
    assert.deepEqual(
      checkpoints.map(({ step_number }) => step_number),
      [16, 12, 8],
    )
    assert.equal(checkpoints[0]?.fine_tuned_model_checkpoint, model)
    assert.ok((checkpoints[0].metrics.full_valid_loss ?? 0) > 0)
    assert.ok(await ask(checkpoints[2]?.fine_tuned_model_checkpoint ?? ''))

    const [resultFile] = job.result_files
    const table = await (await client.files.content(resultFile ?? '')).text()
    assert.equal(table.trimEnd().split('\n').length, 17)
  })

  it("is the project's own: nobody else lists, calls or deletes the model", async () => {
    const training_file = await upload(jsonl(examples(10)))
    const { id } = await client.fineTuning.jobs.create({ model: 'sim-mini', training_file })
    const model = (await ended(id)).fine_tuned_model ?? ''
    assert.match(model, /^ft:sim-mini:default::/)
    for (const name of [id, 'ftjob-unknown']) {
      const expected = { status: 404, code: 'fine_tune_not_found', param: 'fine_tune_id' }
      await assert.rejects(stranger.fineTuning.jobs.retrieve(name), expected)
      await assert.rejects(stranger.fineTuning.jobs.cancel(name), expected)
      await assert.rejects(stranger.fineTuning.jobs.pause(name), expected)
      await assert.rejects(stranger.fineTuning.jobs.resume(name), expected)
      await assert.rejects(stranger.fineTuning.jobs.listEvents(name), expected)
      await assert.rejects(stranger.fineTuning.jobs.checkpoints.list(name), expected)
      await assert.rejects(stranger.fineTuning.jobs.list({ after: name }), expected)
    }
    assert.deepEqual((await stranger.fineTuning.jobs.list()).data, [])
    const theft = stranger.fineTuning.jobs.create({ model: 'sim-mini', training_file })
    await assert.rejects(theft, { status: 400, param: 'training_file', code: null })
    const messages = [{ role: 'user' as const, content: question }]
    for (const name of [model, 'ft:sim-mini:default::unknown1']) {
      const expected = { status: 404, code: 'model_not_found' }
      await assert.rejects(stranger.chat.completions.create({ model: name, messages }), expected)
      await assert.rejects(stranger.models.retrieve(name), expected)
      await assert.rejects(stranger.models.delete(name), expected)
    }
    const ids = (await client.fineTuning.jobs.list({ limit: 1 })).data.map((job) => job.id)
    assert.deepEqual(ids, [id])

    assert.deepEqual(await client.models.delete(model), {
      id: model,
      object: 'model',
      deleted: true,
    })
    await assert.rejects(client.models.retrieve(model), { status: 404 })
    await assert.rejects(client.chat.completions.create({ model, messages }), { status: 404 })
    await assert.rejects(client.models.delete('sim-mini'), { status: 404 })
  })

  it('outlives its training file and a restart', async () => {
    const training_file = await upload(jsonl(examples(10)))
    const { id } = await client.fineTuning.jobs.create({
      model: 'sim-mini',
      training_file,
      hyperparameters: { n_epochs: 4 },
    })
    const model = (await ended(id)).fine_tuned_model ?? ''
    await client.files.delete(training_file)
    await server.restart()
    client = sdkOf(server, key)
    stranger = sdkOf(server, (await server.createKey({ project_id: 'other' })).key)
    assert.equal(await ask(model), answerText)
  })

  it('fails where the file is no training data, and says which line', async () => {
    const cases: [string, string, RegExp][] = [
      [jsonl(examples(3)), 'invalid_n_examples', /3 example\(s\).*at least 10/],
      [
        `${jsonl(examples(10))}{"messages": `,
        'invalid_training_file',
        /Line 11: it is not parseable/,
      ],
      [
        jsonl([...examples(10), { messages: [] }]),
        'invalid_training_file',
        /Line 11: Invalid 'messages'/,
      ],
      [
        jsonl([
          {
            messages: [
              { role: 'user', content: 'a' },
              { role: 'user', content: 'b' },
            ],
          },
        ]),
        'invalid_training_file',
        /Line 1: the last message/,
      ],
    ]
    for (const [text, code, message] of cases) {
      const training_file = await upload(text)
      const { id } = await client.fineTuning.jobs.create({ model: 'sim-mini', training_file })
      const job = await ended(id)
      assert.equal(job.status, 'failed')
      assert.equal(job.error?.code, code)
      assert.equal(job.error.param, 'training_file')
      assert.match(job.error.message, message)
      const [last] = (await client.fineTuning.jobs.listEvents(id, { limit: 1 })).data
      assert.equal(last?.level, 'error')
    }
  })

  it('can be paused, resumed and cancelled', async () => {
    const training_file = await upload(jsonl(examples(400)))
    const method = {
      type: 'supervised' as const,
      supervised: { hyperparameters: { n_epochs: 50, batch_size: 1 } },
    }
    const { id } = await client.fineTuning.jobs.create({ model: 'sim-mini', training_file, method })
    const steps = async () =>
      (await client.fineTuning.jobs.listEvents(id)).data.filter(({ type }) => type === 'metrics')
    await until('it has learnt a little', async () => (await steps()).length > 0)
    assert.equal((await client.fineTuning.jobs.pause(id)).status, 'paused')
    await assert.rejects(client.fineTuning.jobs.pause(id), { status: 400 })
    const [pausedAt] = await steps()
    assert.equal((await client.fineTuning.jobs.resume(id)).status, 'queued')
    await until('it goes on', async () => (await steps())[0]?.id !== pausedAt?.id)
    const cancelled = await client.fineTuning.jobs.cancel(id)
    assert.equal(cancelled.status, 'cancelled')
    assert.ok(cancelled.finished_at)
    await assert.rejects(client.fineTuning.jobs.cancel(id), { status: 400 })
    await assert.rejects(client.fineTuning.jobs.resume(id), { status: 400 })
  })

  it('is refused for a model that the key may not call', async () => {
    const narrow = sdkOf(server, (await server.createKey({ models: ['sim-embed'] })).key)
    const training_file = await upload(jsonl(examples(10)))
    await assert.rejects(narrow.fineTuning.jobs.create({ model: 'sim-mini', training_file }), {
      status: 403,
      code: 'model_not_allowed',
    })
  })

  it('says so where its file was deleted before it was read again', async () => {
    for (const param of ['training_file', 'validation_file'] as const) {
      const files = {
        training_file: await upload(jsonl(examples(400))),
        validation_file: await upload(jsonl(examples(10))),
      }
      const body = { model: 'sim-mini', hyperparameters: { n_epochs: 50, batch_size: 1 }, ...files }
      const { id } = await client.fineTuning.jobs.create(body)
      await client.fineTuning.jobs.pause(id)
      await client.files.delete(files[param])
      await client.fineTuning.jobs.resume(id)
      const { status, error } = await ended(id)
      assert.equal(status, 'failed')
      assert.equal(error?.param, param)
      assert.match(error.message, /was deleted or has expired/)
    }
  })

  it('is refused where a field is wrong', async () => {
    const training_file = await upload(jsonl(examples(10)))
    const good = { model: 'sim-mini', training_file }
    const cases: [object, string | null, string | null][] = [
      [{ ...good, training_file: 'Invalid File Name' }, 'training_file', null],
      [{ ...good, validation_file: '7' }, 'validation_file', null],
      [{ ...good, model: 'gpt-nonexistent' }, null, 'model_not_available'],
      [{ ...good, model: undefined }, 'model', 'missing_required_parameter'],
      [{ ...good, suffix: 'x'.repeat(65) }, 'suffix', 'string_above_max_length'],
      [{ ...good, seed: -1 }, 'seed', 'integer_below_min_value'],
      [
        { ...good, hyperparameters: { n_epochs: 51 } },
        'hyperparameters.n_epochs',
        'integer_above_max_value',
      ],
      [{ ...good, method: { type: 'dpo', dpo: {} } }, 'method.type', 'unsupported_value'],
      [{ ...good, surprise: 1 }, 'surprise', 'unknown_parameter'],
    ]
    for (const [body, param, code] of cases) {
      const response = await server.fetch('/v1/fine_tuning/jobs', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const error = await errorOf(response)
      assert.deepEqual([error.status, error.param, error.code], [400, param, code])
    }
  })
})
