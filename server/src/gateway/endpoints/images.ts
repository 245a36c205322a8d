import {
  type ImageEditRequest,
  type ImageGenerationRequest,
  imageEditRequest,
  imageVariationRequest,
  parseImageEditRequest,
  parseImageGenerationRequest,
  parseImageVariationRequest,
} from '@llavero/protocol/openai/images.ts'
import type { Form, Usage } from '../model-call.ts'
import type { Answer, EndpointRow, ModelSizes, MostUsed } from './endpoint-row.ts'
import { formParser, isFile } from './form-parser.ts'
import { TypedStreamReading } from './typed-stream-reading.ts'
import { noUsage, readUsage } from './usage.ts'

/** What the three endpoints ask, as far as it is counted here. */
interface ImageCall {
  readonly payload: Uint8Array | Form
  readonly body: {
    readonly model?: string | null | undefined
    readonly prompt?: string
    readonly n?: number | null | undefined
    readonly quality?: string | null | undefined
    readonly size?: string | null | undefined
    readonly partial_images?: number | null | undefined
    readonly images?: readonly unknown[] | null | undefined
  }
}

const decisiveKeys = new Set(['model', 'n', 'size', 'quality', 'stream', 'partial_images'])

const shared = {
  decisiveKeys,
  asksForStreamUsage: false,
  answersJson: () => true,
  mostUsed,
  readUsage: (answer: Answer, call: ImageCall) => usageOf(answer, call, piecesOf(answer, call)),
  estimateUsage,
}

/** `POST /v1/images/generations` */
export const imageGenerations: EndpointRow<'images.generations'> = {
  ...shared,
  path: '/images/generations',
  parseJson: parseImageGenerationRequest,
  parseForm: null,
  maxFileBytes: 0,
  defaultModel: 'dall-e-2',
  isStream,
  readStream: (call) => readingOf('image_generation.completed', call),
}

/** `POST /v1/images/edits` */
export const imageEdits: EndpointRow<'images.edits'> = {
  ...shared,
  path: '/images/edits',
  parseJson: parseImageEditRequest,
  parseForm: formParser({
    schema: imageEditRequest,
    parse: parseImageEditRequest,
    file: 'image',
    maxFiles: 16,
    otherFiles: ['mask'],
  }),
  maxFileBytes: 50_000_000,
  defaultModel: 'gpt-image-1.5',
  isStream,
  readStream: (call) => readingOf('image_edit.completed', call),
}

/** `POST /v1/images/variations` */
export const imageVariations: EndpointRow<'images.variations'> = {
  ...shared,
  path: '/images/variations',
  parseJson: null,
  parseForm: formParser({
    schema: imageVariationRequest,
    parse: parseImageVariationRequest,
    file: 'image',
    maxFiles: 1,
  }),
  maxFileBytes: 4_000_000,
  defaultModel: 'dall-e-2',
  isStream: () => false,
  readStream: () => null,
}

function isStream({ stream }: ImageGenerationRequest | ImageEditRequest): boolean {
  return stream === true
}

function readingOf(lastType: string, call: ImageCall): TypedStreamReading {
  return new TypedStreamReading({
    lastType,
    lastCount: call.body.n ?? 1,
    usageOf: (event) => usageOf(event, call, 1),
    textField: 'b64_json',
  })
}

/** Where the answer is too long to be held, its end says nothing about how many there are: as many as asked for. */
function piecesOf({ data }: Answer, { body }: ImageCall): number {
  return Array.isArray(data) ? data.length : (body.n ?? 1)
}

/** Tokens where the model is billed by them, and pictures where it is billed by the piece. */
function usageOf({ usage }: { readonly usage?: unknown }, call: ImageCall, images: number): Usage {
  const kind = imageKindOf(call)
  return { ...(readUsage(usage) ?? noUsage), images, imageKind: kind }
}

/** As the price list names it; what the client left open is the dearest. */
function imageKindOf({ body }: ImageCall): string {
  const size = body.size ?? 'auto'
  return `${body.quality ?? 'auto'} ${size}`
}

/** Of one picture, where the price list does not say: four times that of 1024 × 1024 at `high`. */
const mostTokensPerImage = 16_640
/** A partial picture costs 100 more. */
const tokensPerPartialImage = 100
/** An input picture counts at most 6,240 with `input_fidelity: high`, plus its tiles. */
const mostTokensPerInputImage = 8_500

function mostUsed(call: ImageCall, model: ModelSizes | null): MostUsed {
  const images = call.body.n ?? 1
  const textTokens = Buffer.byteLength(call.body.prompt ?? '')
  const imageInputTokens = inputImagesOf(call) * mostTokensPerInputImage
  const tokensPerImage = model?.maxOutputTokens ?? mostTokensPerImage
  const partialTokens = (call.body.partial_images ?? 0) * tokensPerPartialImage
  const outputTokens = images * (tokensPerImage + partialTokens)
  return {
    usage: {
      ...noUsage,
      inputTokens: textTokens + imageInputTokens,
      imageInputTokens,
      outputTokens,
      imageOutputTokens: outputTokens,
      images,
      imageKind: imageKindOf(call),
    },
    answers: images,
    isOutputBounded: true,
    tokensForRateLimit: Math.ceil(textTokens / 4),
  }
}

function inputImagesOf({ payload, body }: ImageCall): number {
  return payload instanceof Uint8Array
    ? (body.images?.length ?? 0)
    : payload.parts.filter(isFile).length
}

function estimateUsage(call: ImageCall): Usage {
  return { ...mostUsed(call, null).usage, isEstimated: true }
}
