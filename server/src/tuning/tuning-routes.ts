import { GatewayError } from '@llavero/protocol/errors.ts'
import {
  createFineTuningBody,
  listCheckpointsQuery,
  listFineTuningQuery,
} from '@llavero/protocol/openai/fine-tuning.ts'
import { listObject } from '@llavero/protocol/openai/list.ts'
import { parse } from '@llavero/protocol/parse.ts'
import { ownerOf } from '../resource/owner.ts'
import type { ResourceRequest, ResourceRoute } from '../resource/route.ts'
import type { FineTuningJobRow } from '../storage/fine-tuning.ts'
import { removeModel } from './tuned-models.ts'
import { checkpointObject, eventObject, jobObject } from './tuning-objects.ts'
import { createTuning, getTuning, type TuningParts, type Wish, wishOf } from './tuning.ts'

const jobs = '/v1/fine_tuning/jobs'
const endpoint = 'fine_tuning'

/** `/v1/fine_tuning/jobs`, and `DELETE /v1/models/{model}` for what they have made. */
export function tuningRoutes(parts: TuningParts): readonly ResourceRoute[] {
  return [...jobRoutes(parts), ...detailRoutes(parts), modelRoute(parts)]
}

type Answering = (request: ResourceRequest) => Promise<object>

function route(method: 'GET' | 'POST', path: string, answer: Answering): ResourceRoute {
  return { method, path, endpoint, answer: async (request) => ({ body: await answer(request) }) }
}

function jobOf(parts: TuningParts, request: ResourceRequest): Promise<FineTuningJobRow> {
  return getTuning(parts, ownerOf(request.caller), request.params['id'] ?? '')
}

function jobRoutes(parts: TuningParts): ResourceRoute[] {
  const wishes = ['cancel', 'pause', 'resume'] as const satisfies readonly Wish[]
  return [
    route('POST', jobs, async ({ caller, body }) =>
      jobObject(await createTuning(parts, caller, parse(createFineTuningBody, body))),
    ),
    route('GET', jobs, (request) => list(parts, request)),
    route('GET', `${jobs}/:id`, async (request) => jobObject(await jobOf(parts, request))),
    ...wishes.map((wish) =>
      route('POST', `${jobs}/:id/${wish}`, async (request) =>
        jobObject(await wishOf(parts, await jobOf(parts, request), wish)),
      ),
    ),
  ]
}

function detailRoutes(parts: TuningParts): ResourceRoute[] {
  return [
    route('GET', `${jobs}/:id/events`, async (request) =>
      listEvents(parts, await jobOf(parts, request), request.query),
    ),
    route('GET', `${jobs}/:id/checkpoints`, async (request) =>
      listCheckpoints(parts, await jobOf(parts, request), request.query),
    ),
  ]
}

function modelRoute(parts: TuningParts): ResourceRoute {
  return {
    method: 'DELETE',
    // A wildcard, as for reading: names of models may have slashes.
    path: '/v1/models/*',
    endpoint,
    async answer({ caller, params }) {
      const id = params['*'] ?? ''
      await removeModel(parts, ownerOf(caller), id)
      return { body: { id, object: 'model', deleted: true } }
    },
  }
}

async function list(parts: TuningParts, { caller, query }: ResourceRequest): Promise<object> {
  const { limit, after } = parse(listFineTuningQuery, query)
  const projectId = ownerOf(caller)
  const rows = await parts.storage.fineTuning.list({
    projectId,
    limit: limit + 1,
    after: after === undefined ? undefined : await getTuning(parts, projectId, after),
  })
  return {
    object: 'list',
    data: rows.slice(0, limit).map(jobObject),
    has_more: rows.length > limit,
  }
}

async function listEvents(
  parts: TuningParts,
  job: FineTuningJobRow,
  query: unknown,
): Promise<object> {
  const { limit, after } = parse(listFineTuningQuery, query)
  const { fineTuning } = parts.storage
  const before = after === undefined ? null : await fineTuning.positionOf(job.id, after)
  if (before === undefined) throw unknownAfter(after)
  const rows = await fineTuning.events(job.id, limit + 1, before)
  const data = rows.slice(0, limit).map(eventObject)
  return { object: 'list', data, has_more: rows.length > limit }
}

/** There are a few of them. */
async function listCheckpoints(
  parts: TuningParts,
  job: FineTuningJobRow,
  query: unknown,
): Promise<object> {
  const { limit, after } = parse(listCheckpointsQuery, query)
  const rows = await parts.storage.fineTuning.modelsOf(job.id)
  const start = after === undefined ? 0 : rows.findIndex(({ id }) => id === after) + 1
  if (after !== undefined && start === 0) throw unknownAfter(after)
  return listObject(rows.slice(start, start + limit + 1).map(checkpointObject), limit)
}

function unknownAfter(after: string | undefined): GatewayError {
  const message = `Invalid 'after': the job has nothing with the id '${after}'.`
  return new GatewayError('invalid_value', message, { param: 'after' })
}
