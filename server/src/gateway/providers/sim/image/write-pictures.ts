import { GatewayError } from '@llavero/protocol/errors.ts'
import { countText } from '../../../../tokens/o200k.ts'
import { jsonPiece, type MediaPiece } from '../media-piece.ts'
import { paintEdit, paintVariation } from './edit-picture.ts'
import { paintPicture } from './paint-picture.ts'
import { readSize, type PictureSize } from './picture-size.ts'
import { countPictureTokens, type PictureQuality } from './picture-usage.ts'
import { readPng, UnreadablePng } from './png-reader.ts'
import { writePng } from './png-writer.ts'
import { coarsen, type Raster } from './raster.ts'

export interface PictureJob {
  readonly kind: 'pictures'
  readonly task: 'generation' | 'edit' | 'variation'
  /** Empty for a variation. */
  readonly prompt: string
  readonly count: number
  readonly size: string | null
  readonly quality: string | null
  readonly background: string | null
  readonly outputFormat: string | null
  /** As a `data:` URL instead of base64 alone. */
  readonly asUrl: boolean
  readonly isStream: boolean
  /** How many coarse pictures come before each finished one; only in a stream. */
  readonly partials: number
  /** PNG files. */
  readonly images: readonly Uint8Array[]
  readonly mask: Uint8Array | null
  /** Unix seconds. */
  readonly created: number
}

/** What is known once the request has been found good. */
interface Commission {
  readonly job: PictureJob
  readonly size: PictureSize
  readonly quality: PictureQuality
  readonly isTransparent: boolean
  readonly images: readonly Raster[]
  readonly mask: Raster | null
  readonly promptTokens: number
}

/** The whole body of the answer, or in a stream one event after the other. */
export function* writePictures(job: PictureJob): Generator<MediaPiece> {
  const commission = accept(job)
  const pictures: Buffer[] = []
  for (let index = 0; index < job.count; index++) {
    yield null
    const picture = writePng(paint(commission, index))
    yield null
    if (job.isStream) yield* writeEvents(commission, picture)
    else pictures.push(picture)
  }
  if (job.isStream) return
  const data = pictures.map((picture) =>
    job.asUrl ? { url: toDataUrl(picture) } : { b64_json: picture.toString('base64') },
  )
  if (job.task === 'variation') {
    // Only DALL·E has them, of which the service answers with the pictures alone.
    yield jsonPiece({ created: job.created, data })
    return
  }
  yield jsonPiece({
    created: job.created,
    background: backgroundOf(commission),
    data,
    output_format: 'png',
    quality: commission.quality,
    ...(namedSizes.has(sizeText(commission)) && { size: sizeText(commission) }),
    usage: usageOf(commission, job.count, 0),
  })
}

/** The sizes that an answer can name; of others, which were DALL·E's, it names none. */
const namedSizes: ReadonlySet<string> = new Set(['1024x1024', '1024x1536', '1536x1024'])

function accept(job: PictureJob): Commission {
  const format = job.outputFormat ?? 'png'
  if (format !== 'png') {
    const message = `The simulator draws 'png' only; '${format}' is not simulated.`
    throw new GatewayError('unsupported_value', message, { param: 'output_format' })
  }
  return {
    job,
    size: readSize(job.size),
    quality: qualityOf(job.quality),
    isTransparent: job.background === 'transparent',
    images: job.images.map((file) => readPicture(file, 'image')),
    mask: job.mask === null ? null : readPicture(job.mask, 'mask'),
    promptTokens: countText(job.prompt),
  }
}

function readPicture(file: Uint8Array, param: string): Raster {
  try {
    return readPng(file)
  } catch (error) {
    if (!(error instanceof UnreadablePng)) throw error
    const message = `Invalid '${param}': ${error.message} The simulator reads PNG files.`
    throw new GatewayError('invalid_value', message, { param, cause: error })
  }
}

function qualityOf(quality: string | null): PictureQuality {
  if (quality === 'low' || quality === 'high') return quality
  return quality === 'hd' ? 'high' : 'medium'
}

function paint({ job, size, isTransparent, images, mask }: Commission, index: number): Raster {
  const order = { prompt: job.prompt, ...size, index, isTransparent }
  const [image] = images
  if (job.task === 'generation' || image === undefined) return paintPicture(order)
  return job.task === 'edit'
    ? paintEdit({ ...order, images, mask })
    : paintVariation(image, size.width, size.height, index)
}

function* writeEvents(commission: Commission, picture: Buffer): Generator<MediaPiece> {
  const { job } = commission
  const name = job.task === 'edit' ? 'image_edit' : 'image_generation'
  const shared = {
    created_at: job.created,
    size: sizeText(commission),
    quality: commission.quality,
    background: backgroundOf(commission),
    output_format: 'png',
  }
  for (let partial = 0; partial < job.partials; partial++) {
    yield jsonPiece({
      type: `${name}.partial_image`,
      partial_image_index: partial,
      b64_json: drawPartial(commission, picture, partial).toString('base64'),
      ...shared,
    })
  }
  yield jsonPiece({
    type: `${name}.completed`,
    b64_json: picture.toString('base64'),
    ...shared,
    usage: usageOf(commission, 1, job.partials),
  })
}

/** Half as coarse each time, so that the last one before the finished picture is nearly there. */
function drawPartial({ job, size }: Commission, picture: Buffer, partial: number): Buffer {
  const finest = Math.max(2, Math.round(Math.min(size.width, size.height) / 128))
  return writePng(coarsen(readPng(picture), finest * 2 ** (job.partials - 1 - partial)))
}

function usageOf(
  { promptTokens, images, size, quality }: Commission,
  count: number,
  partials: number,
) {
  return countPictureTokens({ promptTokens, inputs: images, size, quality, count, partials })
}

function backgroundOf({ isTransparent }: Commission): string {
  return isTransparent ? 'transparent' : 'opaque'
}

function sizeText({ size }: Commission): string {
  return `${size.width}x${size.height}`
}

function toDataUrl(picture: Buffer): string {
  return `data:image/png;base64,${picture.toString('base64')}`
}
