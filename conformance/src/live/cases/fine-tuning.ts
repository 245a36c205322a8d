import assert from 'node:assert/strict'
import { type OpenAI, toFile } from 'openai'
import { until } from '../../../../server/test/fakes/until.ts'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const resource = 'fine-tuning'
const model = 'sim-mini'

async function trainingFile(client: OpenAI) {
  const line = JSON.stringify({
    messages: [
      { role: 'user', content: 'What opens a door?' },
      { role: 'assistant', content: 'A key opens a door.' },
    ],
  })
  const file = await toFile(Buffer.from(`${line}\n`.repeat(20)), 'training.jsonl')
  return (await client.files.create({ file, purpose: 'fine-tune' })).id
}

async function create(client: OpenAI) {
  return client.fineTuning.jobs.create({ model, training_file: await trainingFile(client) })
}

export const fineTuningCases: readonly Case[] = [
  {
    resource,
    name: 'jobs.create, every parameter, to a model that answers',
    async run({ client }) {
      const { id } = await client.fineTuning.jobs.create({
        model,
        training_file: await trainingFile(client),
        validation_file: await trainingFile(client),
        suffix: 'keys',
        seed: 7,
        metadata: { shelf: 'a' },
        method: {
          type: 'supervised',
          supervised: {
            hyperparameters: { n_epochs: 2, batch_size: 'auto', learning_rate_multiplier: 'auto' },
          },
        },
      })
      const job = await until(`the end of ${id}`, async () => {
        const seen = await client.fineTuning.jobs.retrieve(id)
        return ['succeeded', 'failed', 'cancelled'].includes(seen.status) && seen
      })
      assert.equal(job.status, 'succeeded', JSON.stringify(job.error))
      assert.match(job.fine_tuned_model ?? '', /^ft:sim-mini:.*keys/)
      await client.chat.completions.create({
        model: job.fine_tuned_model ?? '',
        messages: [{ role: 'user', content: 'What opens a door?' }],
      })
      const events = await Array.fromAsync(client.fineTuning.jobs.listEvents(id, { limit: 5 }))
      assert.ok(events.some(({ type }) => type === 'metrics'))
      const checkpoints = await client.fineTuning.jobs.checkpoints.list(id, { limit: 1 })
      assert.ok(checkpoints.data.length > 0)
      const { deleted } = await client.models.delete(job.fine_tuned_model ?? '')
      assert.equal(deleted, true)
    },
  },
  {
    resource,
    name: 'jobs.list, page by page',
    async run({ client }) {
      const { id } = await create(client)
      const jobs = await Array.fromAsync(client.fineTuning.jobs.list({ limit: 1 }))
      assert.ok(jobs.some((job) => job.id === id))
    },
  },
  {
    resource,
    name: 'jobs.pause, jobs.resume and jobs.cancel',
    async run({ client }) {
      const { id } = await create(client)
      // A job that is over already says so; whatever it answers has the service's shape.
      await client.fineTuning.jobs.pause(id).catch(() => {})
      await client.fineTuning.jobs.resume(id).catch(() => {})
      await client.fineTuning.jobs.cancel(id).catch(() => {})
      assert.ok(await client.fineTuning.jobs.retrieve(id))
    },
  },
  {
    resource,
    name: 'unknown jobs, files and models',
    async run({ client }) {
      const { jobs } = client.fineTuning
      const unknown = { status: 404, param: 'fine_tune_id', code: 'fine_tune_not_found' }
      await refused(jobs.retrieve('123'), unknown)
      await refused(jobs.cancel('123'), unknown)
      await refused(jobs.listEvents('123'), unknown)
      await refused(jobs.checkpoints.list('123'), unknown)
      await refused(jobs.create({ model, training_file: 'Invalid File Name' }), {
        status: 400,
        param: 'training_file',
        code: null,
      })
      await refused(
        jobs.create({ model: 'gpt-nonexistent', training_file: await trainingFile(client) }),
        { status: 400, param: null, code: 'model_not_available' },
      )
    },
  },
]
