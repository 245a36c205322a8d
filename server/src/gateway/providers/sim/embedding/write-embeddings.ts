import { GatewayError } from '@llavero/protocol/errors.ts'
import { countText, decodeTokens } from '../../../../tokens/o200k.ts'
import type { MediaPiece } from '../media-piece.ts'
import { createEmbedder, type Embedder } from './embedder.ts'

export interface EmbeddingJob {
  readonly kind: 'embeddings'
  readonly model: string
  readonly inputs: readonly (string | readonly number[])[]
  readonly dimensions: number | null
  readonly encoding: 'float' | 'base64'
}

/** OpenAI's own limits: of one input, and of all together. */
const maxInputTokens = 8_192
const maxTotalTokens = 300_000

const maxDimensions = 4_096

let embedder: Embedder | null = null

/** The body of the answer, an input at a time: all vectors together can be tens of megabytes. */
export function* writeEmbeddings(job: EmbeddingJob): Generator<MediaPiece> {
  const { inputs, dimensions, encoding, model } = job
  if (dimensions !== null && dimensions > maxDimensions) {
    const message = `${dimensions} is greater than the maximum of ${maxDimensions} - 'dimensions'`
    throw new GatewayError('integer_above_max_value', message, { param: 'dimensions' })
  }
  const tokens = yield* countTokens(inputs)
  embedder ??= createEmbedder()
  yield Buffer.from('{"object":"list","data":[')
  for (const [index, input] of inputs.entries()) {
    const text = typeof input === 'string' ? input : decodeTokens(input)
    const vector = embedder.embed(text, dimensions ?? undefined)
    const embedding = encoding === 'base64' ? toBase64(vector) : Array.from(vector, rounded)
    const item = JSON.stringify({ object: 'embedding', index, embedding })
    yield Buffer.from(index === 0 ? item : `,${item}`)
  }
  const usage = { prompt_tokens: tokens, total_tokens: tokens }
  yield Buffer.from(`],${JSON.stringify({ model, usage }).slice(1)}`)
}

function* countTokens(inputs: EmbeddingJob['inputs']): Generator<MediaPiece, number> {
  let total = 0
  for (const [index, input] of inputs.entries()) {
    const count = typeof input === 'string' ? countText(input) : input.length
    const param = `input[${index}]`
    if (count > maxInputTokens) {
      const message = `Invalid '${param}': maximum input length is ${maxInputTokens} tokens, but it has ${count}.`
      throw new GatewayError('invalid_value', message, { param })
    }
    total += count
    if (total > maxTotalTokens) {
      const message = `Invalid 'input': all inputs together have more than ${maxTotalTokens} tokens.`
      throw new GatewayError('invalid_value', message, { param: 'input' })
    }
    if (index % 64 === 63) yield null
  }
  return total
}

/** Little-endian, as every machine that Node runs on has it. */
function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer).toString('base64')
}

/** Nine decimals tell a 32-bit float of this size apart from the next, and are half as long. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9
}
