import assert from 'node:assert/strict'
import { it } from 'node:test'
import OpenAI from 'openai'
import type { CreatedKeyObject } from '@llavero/protocol/control/keys.ts'
import { batchEnd, batchResults, chatLine, startBatch } from './fakes/batch-work.ts'
import { describeOnEveryEngine, type Engine } from './fakes/engines.ts'
import { assertWholeRemainderIsFree, budgetUsd, Home } from './fakes/home.ts'
import { KeepingUpstream } from './fakes/keeping-upstream.ts'
import type { ServerProcess } from './fakes/process.ts'
import { until } from './fakes/until.ts'

/** Starts of processes take their time on a slow machine. */
const patienceMs = 120_000
const lines = 600
/** Of ten tokens read and five written at half of 0.15 and 0.6 dollars a million, rounded up. */
const lineMicroUsd = 3
const trainedTokens = 10_000
/** Of so many tokens at 3 dollars a million. */
const trainingMicroUsd = 30_000

describeOnEveryEngine('work at a provider', (engine) => {
  it('outlives kills while a batch is handed over, worked on and read: made once, paid once', async () => {
    await using town = await Town.make(engine)
    const { upstream } = town
    upstream.isHeldUp = true
    const input = Array.from({ length: lines }, (_, at) => chatLine(`line-${at}`))
    const made = Promise.withResolvers<{ id: string }>()
    await town.killAt('POST /v1/files', () => {
      startBatch(town.client, input).then(made.resolve, made.reject)
    })
    const { id } = await made.promise
    await town.killAt('POST /v1/batches')
    await town.killAt('GET /v1/batches/*')
    await town.killAt('GET /v1/files/*/content', () => {
      for (const theirs of upstream.batches) upstream.end(theirs)
    })
    const batch = await batchEnd(town.client, id, patienceMs)
    assert.equal(upstream.batches.length, 1)
    assert.deepEqual(batch.request_counts, { total: lines, completed: lines, failed: 0 })
    const output = await batchResults(town.client, batch.output_file_id)
    assert.equal(new Set(output.map(({ custom_id }) => custom_id)).size, lines)
    await until('its files are removed there', () => upstream.files.size <= 1, patienceMs)
    await town.assertSpent(lines * lineMicroUsd)
  })

  it('outlives kills while a model is trained: made once, paid once', async () => {
    await using town = await Town.make(engine)
    const { upstream } = town
    const file = new File(['{}\n'.repeat(10)], 'train.jsonl')
    const training = await town.client.files.create({ file, purpose: 'fine-tune' })
    const body = { model: 'gpt-4o-mini', training_file: training.id }
    const made = Promise.withResolvers<{ id: string }>()
    await town.killAt('POST /v1/files', () => {
      town.client.fineTuning.jobs.create(body).then(made.resolve, made.reject)
    })
    const { id } = await made.promise
    await town.killAt('POST /v1/fine_tuning/jobs')
    await town.killAt('GET /v1/fine_tuning/jobs/*')
    await town.killAt('GET /v1/files/*/content', () => {
      for (const theirs of upstream.jobs) upstream.succeed(theirs, trainedTokens)
    })
    const ask = async () => {
      const found = await town.client.fineTuning.jobs.retrieve(id)
      return found.status === 'succeeded' && found
    }
    const job = await until('the job has succeeded', ask, patienceMs)
    assert.equal(upstream.jobs.length, 1)
    assert.equal(job.trained_tokens, trainedTokens)
    const { data } = await town.client.models.list()
    assert.ok(data.some(({ id: name }) => name === job.fine_tuned_model))
    await town.assertSpent(trainingMicroUsd)
  })
})

/** A provider that keeps things, and a server before it that is killed now and then. */
class Town implements AsyncDisposable {
  readonly upstream: KeepingUpstream
  readonly #home: Home
  readonly #key: CreatedKeyObject
  #server: ServerProcess

  private constructor(home: Home, server: ServerProcess, key: CreatedKeyObject) {
    this.upstream = KeepingUpstream.on(home.upstream)
    this.#home = home
    this.#server = server
    this.#key = key
  }

  static async make(engine: Engine): Promise<Town> {
    const home = await Home.make(engine)
    const server = await home.start()
    await home.becomeOwner(server)
    type Providers = { data: { id: string }[] }
    const { data } = await home.ask<Providers>(server, 'GET', '/api/providers')
    const path = `/api/providers/${data[0]?.id}`
    await home.ask(server, 'PATCH', path, { batches: 'passed' })
    const body = { name: 'work', budget_usd: budgetUsd }
    return new Town(home, server, await home.ask(server, 'POST', '/api/keys', body))
  }

  get client(): OpenAI {
    return new OpenAI({ baseURL: `${this.#server.url}/v1`, apiKey: this.#key.key })
  }

  /** Kills the server when the provider has got the call and done it, and before it has answered. */
  async killAt(call: string, meanwhile: () => void = () => {}): Promise<void> {
    const reached = Promise.withResolvers<void>()
    this.upstream.fail(call, (_, received) => {
      if (call === 'POST /v1/batches') this.upstream.create(received)
      if (call === 'POST /v1/fine_tuning/jobs') this.upstream.createJob(received)
      reached.resolve()
    })
    meanwhile()
    await reached.promise
    await this.#server.end('SIGKILL')
    this.#server = await this.#home.start()
  }

  /** Stops in peace: the ledger is the log, and nothing is held any more. */
  async assertSpent(microUsd: number): Promise<void> {
    assert.equal(await this.#server.end('SIGTERM'), 0)
    const storage = await this.#home.openStorage()
    const filters = { keyId: this.#key.id }
    const [sum] = await storage.usage.summary({ filters, groupBy: null })
    assert.equal(sum?.costMicroUsd, microUsd)
    await assertWholeRemainderIsFree(storage, this.#key.id, microUsd)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]()
    await this.#home[Symbol.asyncDispose]()
  }
}
