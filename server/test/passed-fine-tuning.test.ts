import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { OpenAI } from 'openai'
import type { KeyObject } from '@llavero/protocol/control/keys.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { type KeptJob, KeepingUpstream } from './fakes/keeping-upstream.ts'
import { sdkOf } from './fakes/sdk.ts'
import { TestServer } from './fakes/server.ts'
import { until } from './fakes/until.ts'
import { cut, refuse } from './fakes/upstream.ts'

type Job = OpenAI.FineTuning.FineTuningJob

const messages = [{ role: 'user' as const, content: 'Where is the zeppelin?' }]
const training = `${JSON.stringify({ messages: [...messages, { role: 'assistant', content: 'Up.' }] })}\n`

describeOnEveryEngine('fine-tuning at a provider', (engine) => {
  let upstream: KeepingUpstream
  let server: TestServer
  let key: string
  let client: OpenAI
  let stranger: OpenAI

  before(async () => {
    upstream = await KeepingUpstream.start()
    server = await TestServer.start({ engine })
    const { id } = await server.addProvider('keeper', upstream)
    await server.addRoute('ours', [{ id, model: 'gpt-4o-mini-2024-07-18' }])
    await server.addRoute('unpriced', [{ id, model: 'house-model' }])
    await server.storage.projects.insert({ id: 'other', name: 'Other', created_at: 0 })
    key = (await server.createKey()).key
    client = sdkOf(server, key)
    stranger = sdkOf(server, (await server.createKey({ project_id: 'other' })).key)
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await upstream[Symbol.asyncDispose]()
  })

  const upload = async (owner = client) => {
    const file = new File([training.repeat(10)], 'train.jsonl')
    return (await owner.files.create({ file, purpose: 'fine-tune' })).id
  }
  const begin = async (
    rest: Partial<OpenAI.FineTuning.JobCreateParams> = {},
    owner = client,
  ): Promise<Job> =>
    owner.fineTuning.jobs.create({ model: 'ours', training_file: await upload(owner), ...rest })
  const theirsOf = ({ id }: Job): Promise<KeptJob> =>
    until(
      'it is handed over',
      () => upstream.jobs.find(({ metadata }) => metadata['llavero_job'] === id) ?? null,
    )
  const reaches = ({ id }: Job, status: Job['status'], owner = client): Promise<Job> =>
    until(`the job is ${status}`, async () => {
      const job = await owner.fineTuning.jobs.retrieve(id)
      return job.status === status && job
    })

  it('is done there under our names, and its models are called by its own project alone', async () => {
    const validation_file = await upload()
    const method = {
      type: 'supervised' as const,
      supervised: { hyperparameters: { n_epochs: 2 } },
    }
    const made = await begin({
      validation_file,
      suffix: 'harbour',
      seed: 7,
      method,
      metadata: { team: 'one' },
    })
    assert.match(made.id, /^ftjob-[0-9A-Za-z]{24}$/)
    assert.deepEqual([made.model, made.status], ['ours', 'validating_files'])
    const theirs = await theirsOf(made)
    const { model, suffix, seed, method: asked } = theirs.asked as Record<string, unknown>
    assert.deepEqual([model, suffix, seed, asked], ['gpt-4o-mini-2024-07-18', 'harbour', 7, method])
    assert.equal(upstream.files.get(theirs.training_file)?.text, training.repeat(10))

    theirs.status = 'running'
    upstream.tell(theirs, 'Step 1/2: training loss=0.52', { step: 1, train_loss: 0.52 })
    const running = await reaches(made, 'running')
    assert.equal(running.hyperparameters.n_epochs, 3)
    upstream.tell(theirs, 'Step 2/2: training loss=0.50', { step: 2, train_loss: 0.5 })
    upstream.succeed(theirs, 1_000)
    const job = await reaches(made, 'succeeded')
    assert.equal(job.trained_tokens, 1_000)
    assert.deepEqual(job.metadata, { team: 'one' })
    const name = job.fine_tuned_model ?? ''
    assert.match(name, /^ft:gpt-4o-mini/)

    const events = await Array.fromAsync(client.fineTuning.jobs.listEvents(made.id, { limit: 2 }))
    assert.deepEqual(
      events.map(({ message }) => message),
      [
        'Step 2/2: training loss=0.50',
        'Step 1/2: training loss=0.52',
        `Validating training file: ${made.training_file}`,
        `Created fine-tuning job: ${made.id}`,
      ],
    )
    assert.doesNotMatch(JSON.stringify([made, running, events]), /theirs/)
    const checkpoints = (await client.fineTuning.jobs.checkpoints.list(made.id)).data
    assert.deepEqual(
      checkpoints.map(({ step_number, fine_tuning_job_id }) => [step_number, fine_tuning_job_id]),
      [
        [2, made.id],
        [1, made.id],
      ],
    )
    const figures = await (await client.files.content(job.result_files[0] ?? '')).text()
    assert.match(figures, /^step,train_loss/)

    assert.ok((await client.models.list()).data.some(({ id }) => id === name))
    const { choices } = await client.chat.completions.create({ model: name, messages })
    assert.equal(choices[0]?.message.content, 'As I was taught.')
    assert.equal(upstream.received.at(-1)?.body['model'], name)
    const asking = stranger.chat.completions.create({ model: name, messages })
    await assert.rejects(asking, { status: 404, code: 'model_not_found' })
    await assert.rejects(stranger.models.delete(name), { status: 404 })
    await assert.rejects(stranger.fineTuning.jobs.retrieve(made.id), { status: 404 })
    await assert.rejects(begin({ model: name }, stranger), { code: 'model_not_available' })
    await client.models.delete(name)
    assert.equal(upstream.models.has(name), false)
    await assert.rejects(client.chat.completions.create({ model: name, messages }), { status: 404 })
  })

  it('is not made twice where the answer was lost, and outlives a restart', async () => {
    upstream.fail('POST /v1/files', (response) => refuse(response, 503))
    upstream.fail('POST /v1/fine_tuning/jobs', async (response, call) => {
      upstream.createJob(call)
      await cut(response)
    })
    const before = upstream.jobs.length
    const made = await begin()
    const theirs = await theirsOf(made)
    await server.restart()
    client = sdkOf(server, key)
    stranger = sdkOf(server, (await server.createKey({ project_id: 'other' })).key)
    upstream.succeed(theirs, 10)
    const job = await reaches(made, 'succeeded')
    assert.equal(upstream.jobs.length, before + 1)
    const { choices } = await client.chat.completions.create({
      model: job.fine_tuned_model ?? '',
      messages,
    })
    assert.equal(choices[0]?.message.content, 'As I was taught.')
  })

  it('is paused, resumed and cancelled there', async () => {
    const { jobs } = client.fineTuning
    const made = await begin()
    const theirs = await theirsOf(made)
    theirs.status = 'running'
    await reaches(made, 'running')
    assert.equal((await jobs.pause(made.id)).status, 'paused')
    assert.equal(theirs.status, 'paused')
    upstream.fail('POST /v1/fine_tuning/jobs/*/pause', (response) => refuse(response, 400))
    await assert.rejects(jobs.pause(made.id), {
      status: 400,
      message: "400 Cannot pause a job with status 'paused'.",
    })
    assert.equal((await jobs.resume(made.id)).status, 'queued')
    upstream.fail('POST /v1/fine_tuning/jobs/*/cancel', (response) => refuse(response, 500))
    await assert.rejects(jobs.cancel(made.id), { code: 'upstream_error' })
    const cancelled = await jobs.cancel(made.id)
    assert.equal(cancelled.status, 'cancelled')
    assert.ok(cancelled.finished_at)
    assert.equal(theirs.status, 'cancelled')
  })

  it('that is cancelled before the provider has told us of it is cancelled there', async () => {
    const created = Promise.withResolvers<void>()
    const cancelled = Promise.withResolvers<void>()
    upstream.fail('POST /v1/fine_tuning/jobs', async (response, call) => {
      upstream.createJob(call)
      created.resolve()
      await cancelled.promise
      await cut(response)
    })
    const made = await begin()
    await created.promise
    assert.equal((await client.fineTuning.jobs.cancel(made.id)).status, 'cancelled')
    cancelled.resolve()
    const theirs = await theirsOf(made)
    await until('it is cancelled there', () => theirs.status === 'cancelled')
  })

  it('fails with the reason of the provider, before it takes the job and after', async () => {
    upstream.fail('POST /v1/fine_tuning/jobs', (response, { body }) => {
      const message = `Model ours cannot learn ${String(body['training_file'])}.`
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({ error: { message, param: 'model', code: 'model_not_available' } }),
      )
    })
    const refused = await reaches(await begin(), 'failed')
    assert.deepEqual(refused.error, {
      code: 'model_not_available',
      message: `Model ours cannot learn ${refused.training_file}.`,
      param: 'model',
    })
    const made = await begin()
    const theirs = await theirsOf(made)
    const message = `Line 3 of ${theirs.training_file} is wrong.`
    Object.assign(theirs, {
      status: 'failed',
      error: { code: 'invalid_file', message, param: null },
    })
    const failed = await reaches(made, 'failed')
    assert.deepEqual(failed.error, {
      code: 'invalid_file',
      message: `Line 3 of ${made.training_file} is wrong.`,
      param: null,
    })
    assert.ok(failed.finished_at)
  })

  it('holds and spends its key’s budget at the price of training, and is refused without one', async () => {
    const limited = await server.createKey({ budget_usd: 0.5 })
    const owner = sdkOf(server, limited.key)
    const spent = async () =>
      (await server.operate<KeyObject>('GET', `/api/keys/${limited.id}`)).spent_usd
    await assert.rejects(begin({ model: 'unpriced' }, owner), {
      status: 403,
      code: 'unpriced_model',
    })
    const scope = sdkOf(server, (await server.createKey({ models: ['gpt-4o'] })).key)
    await assert.rejects(begin({}, scope), { status: 403, code: 'model_not_allowed' })

    // 1,100 bytes, 50 times, at three dollars a million: 0.165 dollars are held, three times fit.
    const hyperparameters = { n_epochs: 50 }
    const running: Job[] = []
    for (let count = 0; count < 3; count++) {
      const job = await begin({ hyperparameters }, owner)
      await theirsOf(job)
      running.push(job)
    }
    const fourth = await reaches(await begin({ hyperparameters }, owner), 'failed', owner)
    assert.equal(fourth.error?.code, 'insufficient_quota')
    assert.match(fourth.error.message, /Choose fewer epochs/)
    for (const job of running) {
      upstream.succeed(await theirsOf(job), 10_000)
      await reaches(job, 'succeeded', owner)
    }
    assert.equal(await spent(), 0.09)
    await until('nothing is held any more', async () => {
      const leases = await server.storage.quota.listLeases()
      return leases.every(({ replica }) => !replica.startsWith('work:'))
    })
    const { data } = await server.operate<{ data: { endpoint: string; cost_usd: number }[] }>(
      'GET',
      `/api/requests?key_id=${limited.id}`,
    )
    assert.deepEqual(
      data.map(({ endpoint, cost_usd }) => [endpoint, cost_usd]),
      Array.from({ length: 3 }, () => ['fine_tuning', 0.03]),
    )
  })
})
