import type { CreateRunBody, RunObject } from '@llavero/protocol/control/runs.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { sessionCaller } from '../auth/session-caller.ts'
import type { ControlReply } from '../control/route.ts'
import { fieldsOf } from '../gateway/header-list.ts'
import type { ModelCall, ModelReply } from '../gateway/model-call.ts'
import { onItsOwn } from '../gateway/stream/own-memory.ts'
import type { RunProgress } from '../storage/runs.ts'
import type { RunTable } from '../storage/tables.ts'
import type { ChatParts } from './parts.ts'
import { runObject } from './run-object.ts'
import { chatRequestOf, type PlannedRun, planRun } from './run-request.ts'
import { type RunOutcome, RunStream } from './run-stream.ts'

/** What the log says of calls that the workbench makes. */
const feature = 'workbench'
const excerptLength = 200
/** What of the snippet and of the answer can be searched. */
const searchedLength = 20_000

export interface RunCaller {
  readonly personId: string
  /** The id of the page's own request becomes the call's. */
  readonly requestId: string
}

/** Runs an action and streams it. What goes wrong before the first byte is kept and answered as an error. */
export async function startRun(
  parts: ChatParts,
  caller: RunCaller,
  body: CreateRunBody,
): Promise<ControlReply> {
  const leave = parts.enter()
  const state = { hasLeft: false }
  try {
    const planned = await planRun(parts, caller.personId, body)
    const call = callOf(parts, planned, { requestId: caller.requestId, state })
    const row = newRow(caller, body, { planned, startedAtMs: call.startedAtMs })
    if (!(await parts.storage.runs.insert(row))) {
      const message = 'This place of the group is taken.'
      throw new GatewayError('conflict', message, { param: 'group.position' })
    }
    const reply = await serveOrKeepError(parts, { row, planned, call })
    if (reply.body instanceof Uint8Array) {
      leave()
      return await answerWhole(parts, { row, planned, reply, bytes: reply.body })
    }
    return streamed(parts, { row, planned, reply, body: reply.body, leave, state })
  } catch (error) {
    leave()
    throw error
  }
}

interface RunInHand {
  readonly row: RunTable
  readonly planned: PlannedRun
}

function streamed(
  parts: ChatParts,
  run: RunInHand & {
    readonly reply: ModelReply
    readonly body: AsyncIterable<Uint8Array>
    readonly leave: () => void
    readonly state: { hasLeft: boolean }
  },
): ControlReply {
  const { row, planned, reply, body, leave, state } = run
  const describe = async (): Promise<RunObject> => {
    const { runs, requestLog } = parts.storage
    await parts.flushLog()
    const receipt = await requestLog.get(row.request_id)
    const kept = (await runs.get(row.person_id, row.id)) ?? row
    return runObject(kept, { action: planned.found, receipt, nowMs: parts.now() })
  }
  const save = (outcome: RunOutcome, endedAtMs: number | null) =>
    parts.storage.runs.save(row.id, progressOf({ row, planned }, outcome, endedAtMs))
  let saving = Promise.resolve()
  const events = new RunStream({
    body,
    begun: runObject(row, { action: planned.found, receipt: null, nowMs: parts.now() }),
    checkpoint(outcome) {
      // A failure here is made good by the next one, and by the end.
      saving = saving.then(() => save(outcome, null)).catch(() => {})
    },
    async finish(outcome) {
      state.hasLeft = true
      leave()
      await saving
      await save(outcome, parts.now())
    },
    describe,
    now: parts.now,
  })
  const { 'content-type': _type, ...headers } = fieldsOf(reply.headers)
  return { body: null, events, headers: { ...headers, 'x-llavero-run': row.id } }
}

/** An error of the provider's own, or an answer in one piece. */
async function answerWhole(
  parts: ChatParts,
  run: RunInHand & { readonly reply: ModelReply; readonly bytes: Uint8Array },
): Promise<ControlReply> {
  const { row, reply, bytes } = run
  const body = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
    readonly error?: { readonly code?: string | null; readonly message?: string }
  }
  const { code = null, message = 'The provider did not stream its answer.' } = body.error ?? {}
  const outcome: RunOutcome = { answers: [], error: { code, message } }
  await parts.storage.runs.save(row.id, progressOf(run, outcome, parts.now()))
  return { status: reply.status, body, headers: { 'x-llavero-run': row.id } }
}

async function serveOrKeepError(
  parts: ChatParts,
  { row, planned, call }: RunInHand & { readonly call: ModelCall },
): Promise<ModelReply> {
  try {
    return await parts.serve(sessionCaller(row.person_id), call)
  } catch (error) {
    const told = error instanceof GatewayError ? error : new GatewayError('server_error', 'A bug.')
    const outcome: RunOutcome = {
      answers: [],
      error: { code: told.code, message: told.message },
    }
    const progress = progressOf({ row, planned }, outcome, parts.now())
    await parts.storage.runs.save(row.id, progress)
    throw error
  }
}

function callOf(
  parts: ChatParts,
  planned: PlannedRun,
  { requestId, state }: { readonly requestId: string; readonly state: { hasLeft: boolean } },
): ModelCall {
  const body = chatRequestOf(planned)
  return {
    requestId,
    endpoint: 'chat',
    model: body.model,
    stream: true,
    body,
    payload: onItsOwn(Buffer.from(JSON.stringify(body))),
    feature,
    simulation: null,
    startedAtMs: parts.now(),
    arrivedAt: performance.now(),
    outputCapTokens: null,
    hasLeft: () => state.hasLeft,
    stopsWithClient: true,
  }
}

function newRow(
  { personId, requestId }: RunCaller,
  body: CreateRunBody,
  { planned, startedAtMs }: { readonly planned: PlannedRun; readonly startedAtMs: number },
): RunTable {
  return {
    // One run, one request: both ids tell the same time and lead to one another.
    id: requestId.replace(/^req_/, 'run_'),
    person_id: personId,
    request_id: requestId,
    action_id: planned.found.action.id,
    action_version: planned.found.content.version,
    language: body.language,
    file_name: body.file_name ?? null,
    answer_language: body.answer_language,
    model: planned.model,
    parameters: JSON.stringify(planned.parameters),
    group_id: body.group?.id ?? null,
    group_position: body.group?.position ?? null,
    code: body.code,
    answers: '[]',
    answer_excerpt: '',
    error: null,
    search_text: searchTextOf(planned, body.code, ''),
    started_at: startedAtMs,
    ended_at: null,
    deleted_at: null,
  }
}

function progressOf(
  { row, planned }: RunInHand,
  { answers, error }: RunOutcome,
  endedAtMs: number | null,
): RunProgress {
  const kept = answers.map(({ text, finish_reason }) => ({ text: storable(text), finish_reason }))
  const first = kept[0]?.text ?? ''
  return {
    answers: JSON.stringify(kept),
    answer_excerpt: first.slice(0, excerptLength).toWellFormed(),
    error: error === null ? null : JSON.stringify({ ...error, message: storable(error.message) }),
    search_text: searchTextOf(planned, row.code, first),
    ended_at: endedAtMs,
  }
}

function searchTextOf({ content, found, model }: PlannedRun, code: string, answer: string): string {
  const parts = [
    found.action.slug,
    ...Object.values(content.name),
    model,
    code.slice(0, searchedLength),
    answer.slice(0, searchedLength),
  ]
  return parts.join('\n').toLowerCase().toWellFormed()
}

/** PostgreSQL stores no NUL and no half of a surrogate pair, and a model may say anything. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
