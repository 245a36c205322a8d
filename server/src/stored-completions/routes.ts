import { excerpt } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { listObject } from '@llavero/protocol/openai/list.ts'
import {
  type CompletionDeleted,
  listCompletionsQuery,
  listMessagesQuery,
  updateCompletionBody,
} from '@llavero/protocol/openai/stored-completions.ts'
import { parse } from '@llavero/protocol/parse.ts'
import { ownerOf } from '../resource/owner.ts'
import type { ResourceRequest, ResourceRoute } from '../resource/route.ts'
import type { StoredCompletionRow, StoredCompletions } from '../storage/stored-completions.ts'
import type { CompletionRecorder } from './recorder.ts'
import { storedCompletion, storedMessages } from './stored-object.ts'

export interface StoredCompletionParts {
  readonly storage: StoredCompletions
  /** What still waits is written first, so that who has just stored one finds it. */
  readonly recorder: Pick<CompletionRecorder, 'flush'>
}

/** `/v1/chat/completions` beyond making them. */
export function storedCompletionRoutes(parts: StoredCompletionParts): readonly ResourceRoute[] {
  const answers: readonly (readonly [ResourceRoute['method'], string, Answer])[] = [
    ['GET', '', list],
    ['GET', '/:id', async (_, request) => storedCompletion(await find(parts, request))],
    ['POST', '/:id', update],
    ['DELETE', '/:id', remove],
    ['GET', '/:id/messages', listMessages],
  ]
  return answers.map(([method, path, answer]) => ({
    method,
    path: `/v1/chat/completions${path}`,
    endpoint: 'chat',
    async answer(request) {
      await parts.recorder.flush()
      return { body: await answer(parts, request) }
    },
  }))
}

type Answer = (parts: StoredCompletionParts, request: ResourceRequest) => Promise<object>

async function list(parts: StoredCompletionParts, { caller, query }: ResourceRequest) {
  const { after, limit, model, order } = parse(listCompletionsQuery, query)
  const projectId = ownerOf(caller)
  const rows = await parts.storage.list({
    projectId,
    model,
    metadata: metadataOf(query as Readonly<Record<string, unknown>>),
    order,
    // One more than asked for tells whether there is another page.
    limit: limit + 1,
    after: after === undefined ? undefined : await get(parts, projectId, after),
  })
  return listObject(rows.map(storedCompletion), limit)
}

/** `metadata[name]=value` */
function metadataOf(query: Readonly<Record<string, unknown>>): Record<string, string> {
  const pairs = Object.entries(query).flatMap(([parameter, value]) => {
    const name = /^metadata\[(.+)\]$/.exec(parameter)?.[1]
    return name === undefined || typeof value !== 'string' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(pairs)
}

async function update(parts: StoredCompletionParts, request: ResourceRequest) {
  const { metadata } = parse(updateCompletionBody, request.body)
  const row = await find(parts, request)
  await parts.storage.replaceMetadata(row.project_id, row.id, metadata ?? {})
  return storedCompletion({ ...row, metadata: metadata ?? {} })
}

async function remove(parts: StoredCompletionParts, { caller, params }: ResourceRequest) {
  const id = params['id'] ?? ''
  if (!(await parts.storage.remove(ownerOf(caller), id))) throw notFound(id)
  return { object: 'chat.completion.deleted', id, deleted: true } satisfies CompletionDeleted
}

async function listMessages(parts: StoredCompletionParts, request: ResourceRequest) {
  const { after, limit, order } = parse(listMessagesQuery, request.query)
  const messages = storedMessages(await find(parts, request))
  const ordered = order === 'asc' ? messages : messages.toReversed()
  const start = after === undefined ? 0 : ordered.findIndex(({ id }) => id === after) + 1
  return listObject(ordered.slice(start, start + limit + 1), limit)
}

function find(parts: StoredCompletionParts, { caller, params }: ResourceRequest) {
  return get(parts, ownerOf(caller), params['id'] ?? '')
}

async function get(
  { storage }: StoredCompletionParts,
  projectId: string,
  id: string,
): Promise<StoredCompletionRow> {
  const row = await storage.get(projectId, id)
  if (row === null) throw notFound(id)
  return row
}

function notFound(id: string): GatewayError {
  const message = `Completion ${excerpt(id)} not found`
  return new GatewayError('not_found', message, { param: 'completion_id' })
}
