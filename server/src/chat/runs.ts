import { deleted, pageOf } from '@llavero/protocol/control/page.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import {
  createRunBody,
  runEstimateObject,
  runObject as runSchema,
  runsQuery,
  runSummaryObject as runSummarySchema,
} from '@llavero/protocol/control/runs.ts'
import type { RunObject, RunsQuery, RunSummaryObject } from '@llavero/protocol/control/runs.ts'
import { notFound } from '../control/not-found.ts'
import { requirePerson, route } from '../control/route.ts'
import type { ControlRoute } from '../control/route.ts'
import type { RunTable } from '../storage/tables.ts'
import { estimateRun } from './estimate-run.ts'
import type { ChatParts } from './parts.ts'
import { runObject, runSummaryObject } from './run-object.ts'
import { startRun } from './start-run.ts'

const access = 'person'
/** A snippet of a million characters, each of them escaped. */
const maxBodyBytes = 8 * 1024 * 1024
/** How long a deletion can be taken back. */
const undoMs = 24 * 60 * 60 * 1000

/** Running actions, and the history of it. Everybody sees his own runs only. */
export function runRoutes(parts: ChatParts): ControlRoute[] {
  return [...startRoutes(parts), ...historyRoutes(parts)]
}

function startRoutes(parts: ChatParts): ControlRoute[] {
  return [
    route({
      method: 'POST',
      path: '/api/runs',
      access,
      body: createRunBody,
      summary:
        'Runs an action. Server-sent events: `event: run` with the run, the chunks of the chat API, `[DONE]`, and `event: run` with the receipt. Closing the connection stops the run and keeps what has come.',
      maxBodyBytes,
      handle: ({ context, body }) =>
        startRun(parts, { personId: requirePerson(context), requestId: context.requestId }, body),
    }),
    route({
      method: 'POST',
      path: '/api/runs/estimate',
      access,
      body: createRunBody,
      answer: runEstimateObject,
      summary: 'What a run would use and cost: a range. Nothing is sent.',
      maxBodyBytes,
      handle: async ({ context, body }) => ({
        body: await estimateRun(parts, requirePerson(context), body),
      }),
    }),
  ]
}

function historyRoutes(parts: ChatParts): ControlRoute[] {
  const { runs } = parts.storage
  return [
    route({
      method: 'GET',
      path: '/api/runs',
      access,
      query: runsQuery,
      answer: pageOf(runSummarySchema),
      summary: 'Your runs, newest first.',
      handle: async ({ context, query }) => ({
        body: await listRuns(parts, requirePerson(context), query),
      }),
    }),
    route({
      method: 'GET',
      path: '/api/runs/:id',
      access,
      answer: runSchema,
      summary: 'One of your runs, whole.',
      handle: async ({ context, id }) => ({
        body: await describeRun(parts, requirePerson(context), id),
      }),
    }),
    route({
      method: 'DELETE',
      path: '/api/runs/:id',
      access,
      answer: deleted,
      summary: 'Deletes a run; for a day it can be restored.',
      handle: async ({ context, id }) => {
        const personId = requirePerson(context)
        if (!(await runs.setDeleted(personId, id, parts.now()))) throw notFound('run', id)
        await runs.removeDeletedBefore(personId, parts.now() - undoMs)
        return { body: { id, object: 'run', deleted: true } }
      },
    }),
    route({
      method: 'POST',
      path: '/api/runs/:id/restore',
      access,
      answer: runSchema,
      summary: 'Takes a deletion back.',
      handle: async ({ context, id }) => {
        const personId = requirePerson(context)
        if (!(await runs.setDeleted(personId, id, null))) throw notFound('deleted run', id)
        return { body: await describeRun(parts, personId, id) }
      },
    }),
  ]
}

async function listRuns(
  parts: ChatParts,
  personId: string,
  query: RunsQuery,
): Promise<Page<RunSummaryObject>> {
  const { limit, before, q, action_id: actionId, model, group_id: groupId } = query
  const found = await parts.storage.runs.page(personId, {
    limit: limit + 1,
    ...(before !== undefined && { before }),
    ...(q !== undefined && { search: q.toLowerCase() }),
    ...(actionId !== undefined && { actionId }),
    ...(model !== undefined && { model }),
    ...(groupId !== undefined && { groupId }),
  })
  const rows = found.slice(0, limit)
  const hasMore = found.length > rows.length
  return {
    object: 'list',
    data: await Promise.all(
      rows.map(async (row) => runSummaryObject(row, await surroundingsOf(parts, row))),
    ),
    has_more: hasMore,
    next: hasMore ? (rows.at(-1)?.id ?? null) : null,
  }
}

/** Throws GatewayError, the same for a run that is somebody else's. */
async function describeRun(parts: ChatParts, personId: string, id: string): Promise<RunObject> {
  const row = await parts.storage.runs.get(personId, id)
  if (!row) throw notFound('run', id)
  return runObject(row, await surroundingsOf(parts, row))
}

async function surroundingsOf(
  { storage, now }: ChatParts,
  row: Pick<RunTable, 'person_id' | 'action_id' | 'action_version' | 'request_id'>,
) {
  const [action, receipt] = await Promise.all([
    storage.codeActions.get(row.person_id, row.action_id, row.action_version),
    storage.requestLog.get(row.request_id),
  ])
  if (!action) throw new Error(`The action ${row.action_id} of a run is gone.`)
  return { action, receipt, nowMs: now() }
}
