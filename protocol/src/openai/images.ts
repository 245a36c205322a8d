import * as z from 'zod'
import { modelName } from './model-name.ts'
import { isGiven, needs, requestParser } from './request-parser.ts'

/** The longest that any model takes; some take less. */
const prompt = z.string().min(1).max(32_000)

/** What all three endpoints share. Sizes and qualities are the models' own: they are not checked here. */
const common = {
  model: modelName.nullish(),
  n: z.int().min(1).max(10).nullish(),
  response_format: z.enum(['url', 'b64_json']).nullish(),
  size: z.string().nullish(),
  user: z.string().nullish(),
}

/** What generations and edits share. */
const drawing = {
  ...common,
  background: z.enum(['transparent', 'opaque', 'auto']).nullish(),
  moderation: z.enum(['low', 'auto']).nullish(),
  output_compression: z.int().min(0).max(100).nullish(),
  output_format: z.enum(['png', 'jpeg', 'webp']).nullish(),
  partial_images: z.int().min(0).max(3).nullish(),
  quality: z.enum(['standard', 'hd', 'low', 'medium', 'high', 'auto']).nullish(),
  stream: z.boolean().nullish(),
}

/** `POST /v1/images/generations` */
export const imageGenerationRequest = z.looseObject({
  prompt,
  ...drawing,
  style: z.enum(['vivid', 'natural']).nullish(),
})
export type ImageGenerationRequest = z.output<typeof imageGenerationRequest>

const imageReference = z.looseObject({
  image_url: z.string().nullish(),
  file_id: z.string().nullish(),
})

/** `POST /v1/images/edits`. In a form the images are files; in JSON they are referred to. */
export const imageEditRequest = z.looseObject({
  prompt,
  ...drawing,
  images: z.array(imageReference).min(1).max(16).nullish(),
  input_fidelity: z.enum(['high', 'low']).nullish(),
  mask: imageReference.nullish(),
})
export type ImageEditRequest = z.output<typeof imageEditRequest>

/** `POST /v1/images/variations`, always a form. */
export const imageVariationRequest = z.looseObject(common)
export type ImageVariationRequest = z.output<typeof imageVariationRequest>

/** Checks a request for images; see `requestParser`. */
export const parseImageGenerationRequest: (value: unknown) => ImageGenerationRequest =
  requestParser(imageGenerationRequest, checkPartialImages)

/** Checks the fields of a request for an edit; see `requestParser`. */
export const parseImageEditRequest: (value: unknown) => ImageEditRequest = requestParser(
  imageEditRequest,
  checkPartialImages,
)

/** Checks the fields of a request for variations; see `requestParser`. */
export const parseImageVariationRequest: (value: unknown) => ImageVariationRequest =
  requestParser(imageVariationRequest)

function checkPartialImages(request: ImageGenerationRequest | ImageEditRequest): void {
  if (isGiven(request.partial_images) && request.stream !== true) {
    throw needs('partial_images', 'stream')
  }
}
