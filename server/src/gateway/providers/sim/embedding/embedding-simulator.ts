import { byteMedia, wholeMedia } from '../media-reply.ts'
import type { Simulator } from '../simulator.ts'
import type { EmbeddingJob } from './write-embeddings.ts'

/** So many inputs and more are sent as they are made: all their vectors would be megabytes in memory. */
const manyInputs = 64

export const embeddingSimulator: Simulator<'embeddings'> = {
  models: ['sim-embed'],
  answer(parts, simulated) {
    const { call, target } = simulated
    const { input, dimensions, encoding_format: encoding } = call.body
    const isOne = typeof input === 'string' || typeof input[0] === 'number'
    const job: EmbeddingJob = {
      kind: 'embeddings',
      model: target.model,
      inputs: (isOne ? [input] : input) as EmbeddingJob['inputs'],
      dimensions: dimensions ?? null,
      encoding: encoding ?? 'float',
    }
    return job.inputs.length < manyInputs
      ? wholeMedia(parts, simulated, job)
      : byteMedia(parts, simulated, job, 'application/json')
  },
}
