import { unknownModel } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { sweepGarbage } from '../files/blobs.ts'
import { readFile } from '../files/files.ts'
import { UpstreamFailure } from '../gateway/model-call.ts'
import type { Recipe, TuningParts, Weights } from './tuning.ts'

/** What a model is made from; null where there is no such model. */
export async function readTuning(
  parts: Pick<TuningParts, 'storage' | 'files'>,
  name: string,
): Promise<(Recipe & Weights) | null> {
  const model = await parts.storage.fineTuning.findModel(name)
  if (model === null) return null
  const content = await readFile(parts.files, { id: model.weights_file })
  const text = Buffer.concat((await Array.fromAsync(content)) as Buffer[]).toString('utf8')
  return { ...(JSON.parse(model.recipe) as Recipe), ...(JSON.parse(text) as Weights) }
}

/** Throws GatewayError where the project has made no such model. */
export async function removeModel(
  parts: TuningParts,
  projectId: string,
  name: string,
): Promise<void> {
  await removeAtProvider(parts, projectId, name)
  if (!(await parts.storage.fineTuning.removeModel({ projectId, id: name }))) {
    throw new GatewayError('model_not_found', unknownModel(name), { param: 'model' })
  }
  await parts.onModelsChanged()
  await sweepGarbage(parts.files)
}

/** Nothing where it is the simulator's, or nobody's. A provider that does not know it any more agrees. */
async function removeAtProvider(
  { storage, passing }: TuningParts,
  projectId: string,
  name: string,
): Promise<void> {
  const model = await storage.fineTuning.findModel(name)
  if (model === null || model.project_id !== projectId) return
  const place = { provider_id: model.provider_id, provider_model: name }
  const trainer = passing.trainerOf(place)
  await trainer?.upstream
    .ask('DELETE', `/models/${encodeURIComponent(name)}`)
    .catch((error: unknown) => {
      if (!(error instanceof UpstreamFailure)) throw error
      if (error.status === 404) return
      throw new GatewayError(error.fault, error.message, { cause: error })
    })
}
