import { GatewayError } from '@llavero/protocol/errors.ts'
import type { ImageEditRequest } from '@llavero/protocol/openai/images.ts'
import type { CallOf, ProviderReply } from '../../../model-call.ts'
import { readDataUrl, readFiles } from '../media-file.ts'
import { eventMedia, wholeMedia } from '../media-reply.ts'
import type { SimulatedCall, Simulator, SimulatorParts } from '../simulator.ts'
import type { PictureJob } from './write-pictures.ts'

const models = ['sim-image']

type ImageEndpoint = 'images.generations' | 'images.edits' | 'images.variations'

export const generationSimulator: Simulator<'images.generations'> = {
  models,
  answer: (parts, simulated) =>
    answer(parts, simulated, { task: 'generation', images: [], mask: null }),
}

export const editSimulator: Simulator<'images.edits'> = {
  models,
  answer: async (parts, simulated) => answer(parts, simulated, await editOf(simulated.call)),
}

export const variationSimulator: Simulator<'images.variations'> = {
  models,
  answer: async (parts, simulated) => {
    const images = await readFiles(simulated.call, 'image')
    return answer(parts, simulated, { task: 'variation', images, mask: null })
  },
}

type Task = Pick<PictureJob, 'task' | 'images' | 'mask'>

async function editOf(call: CallOf<'images.edits'>): Promise<Task> {
  const [files, masks] = await Promise.all([readFiles(call, 'image'), readFiles(call, 'mask')])
  const { images, mask } = call.body
  const references = (images ?? []).map((image, index) => readReference(image, `images[${index}]`))
  const all = [...files, ...references]
  if (all.length === 0) {
    const message = "Missing required parameter: 'images'."
    throw new GatewayError('missing_required_parameter', message, { param: 'images' })
  }
  const given = mask ? readReference(mask, 'mask') : null
  return { task: 'edit', images: all, mask: masks[0] ?? given }
}

function readReference(
  { image_url: url, file_id: id }: NonNullable<ImageEditRequest['mask']>,
  param: string,
): Uint8Array {
  if (url) return readDataUrl(url, `${param}.image_url`)
  const field = id ? 'file_id' : 'image_url'
  const message = `Invalid '${param}': the simulator takes pictures by 'image_url'.`
  throw new GatewayError('unsupported_value', message, { param: `${param}.${field}` })
}

/** The requests of the three endpoints differ in what they may say, not in what it means. */
type AnyRequest = Partial<CallOf<'images.generations'>['body']>

function answer(
  parts: SimulatorParts,
  simulated: SimulatedCall<ImageEndpoint>,
  task: Task,
): Promise<ProviderReply> {
  const { call } = simulated
  const body: AnyRequest = call.body
  const job: PictureJob = {
    kind: 'pictures',
    ...task,
    prompt: body.prompt ?? '',
    count: body.n ?? 1,
    size: body.size ?? null,
    quality: body.quality ?? null,
    background: body.background ?? null,
    outputFormat: body.output_format ?? null,
    asUrl: body.response_format === 'url',
    isStream: call.stream,
    partials: body.partial_images ?? 0,
    created: Math.floor(parts.nowMs() / 1_000),
  }
  return call.stream ? eventMedia(parts, simulated, job, null) : wholeMedia(parts, simulated, job)
}
