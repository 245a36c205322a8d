import type { Recording } from '../data-folder.ts'
import type { Exchange } from '../exchange.ts'
import { recordedExchange } from '../oracle/recorded-answers.ts'
import { recordedScript, whyAsRecorded } from './as-recorded.ts'
import { differencesOf, KnownShapes } from './compare.ts'
import { explain } from './explanations.ts'
import { IdMap, idsIn } from './ids.ts'
import { type Post, provision } from './provision.ts'
import { type ReplayRequest, requestOf } from './request.ts'
import { type Session, sessionsOf } from './sessions.ts'
import { asRecordedPrefix, type ReplayStage, setReplayStage } from './stage.ts'

export interface StepResult {
  readonly resource: string
  readonly session: string
  /** `POST /chat/completions` */
  readonly call: string
  readonly differences: readonly string[]
  /** Why a difference is as it should be; null when there is none, or no reason for it. */
  readonly explanation: string | null
  /** Why a provider answered as recorded, in the place of the simulator; null where the simulator did. */
  readonly asRecorded: string | null
}

export function differsForAReason({ explanation }: StepResult): boolean {
  return explanation !== null
}

/** Says every recorded exchange again, in its session's order, and compares the answers. */
export async function runReplay(recordings: readonly Recording[]): Promise<readonly StepResult[]> {
  const sessions = sessionsOf(recordings)
  const known = new KnownShapes()
  for (const { steps } of sessions) {
    for (const { recording } of steps) known.add(recordedExchange(recording))
  }
  await using stage = await setReplayStage()
  const replay = { stage, known, ids: new IdMap() }
  const results: StepResult[] = []
  for (const session of sessions) results.push(...(await replaySession(replay, session)))
  return results
}

interface Replay {
  readonly stage: ReplayStage
  readonly known: KnownShapes
  readonly ids: IdMap
}

async function replaySession(replay: Replay, { name, steps }: Session): Promise<StepResult[]> {
  const partIds: string[] = []
  const results: StepResult[] = []
  for (const { resource, recording } of steps) {
    const differences = await replayStep(replay, recording, partIds)
    results.push({
      resource,
      session: name,
      call: `${recording.method} ${recording.path}`,
      differences,
      asRecorded: whyAsRecorded(recording),
      explanation: differences.length === 0 ? null : explain(recording, differences),
    })
  }
  return results
}

async function replayStep(
  { stage, known, ids }: Replay,
  recording: Recording,
  partIds: string[],
): Promise<readonly string[]> {
  try {
    await provision(postTo(stage), ids, recording)
    const request = requestOf(recording, ids, partIds)
    const ours = await ask(stage, recording, routed(stage, recording, request))
    const isJson = (ours.headers['content-type'] ?? '').startsWith('application/json')
    const answer: unknown = isJson ? JSON.parse(ours.text) : null
    ids.learn(recording.body, answer)
    if (recording.method === 'DELETE') idsIn(recording.path).forEach((id) => ids.forget(id))
    if (recording.path.endsWith('/parts')) partIds.push((answer as { readonly id: string }).id)
    return differencesOf(recordedExchange(recording), ours, known)
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

/** Leads a call that the simulator cannot answer to the provider that answers as recorded. */
function routed(
  { recorded }: ReplayStage,
  recording: Recording,
  { path, body }: ReplayRequest,
): ReplayRequest {
  if (path === '/fine_tuning/jobs' && typeof body === 'string') {
    // A job is a resource of the server itself: no route leads it to another model.
    return {
      path,
      body: body.replace(/"model":"gpt-(3\.5-turbo|4o-2024-08-06)"/, `"model":"sim-mini"`),
    }
  }
  if (whyAsRecorded(recording) === null) return { path, body }
  recorded.always(recordedScript(recording))
  if (body instanceof FormData) {
    const model = body.get('model')
    if (typeof model === 'string') body.set('model', asRecordedPrefix + model)
    return { path, body }
  }
  return { path, body: (body ?? '').replace('"model":"', `"model":"${asRecordedPrefix}`) }
}

async function ask(
  { server, key }: ReplayStage,
  recording: Recording,
  request: ReplayRequest,
): Promise<Exchange> {
  const { method, path, status } = recording
  const response = await server.fetch(`/v1${request.path}`, {
    method,
    headers: {
      authorization: `Bearer ${status === 401 ? 'fake_key' : key}`,
      ...(typeof request.body === 'string' && { 'content-type': 'application/json' }),
      // The service failed by itself; the simulator does on demand.
      ...(status >= 500 && { 'x-llavero-sim': `status=${status}` }),
    },
    body: status >= 500 ? forSimulator(request.body) : request.body,
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const headers = Object.fromEntries(response.headers)
  return { method, path, status: response.status, headers, text: bytes.toString('utf8') }
}

function forSimulator(body: string | FormData | null): string | FormData | null {
  return typeof body === 'string' ? body.replace(/"model":"[^"]*"/, '"model":"sim-mini"') : body
}

function postTo({ server, key }: ReplayStage): Post {
  return async (path, body) => {
    const isForm = body instanceof FormData
    const response = await server.fetch(`/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        ...(!isForm && { 'content-type': 'application/json' }),
      },
      body: isForm ? body : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`not made beforehand: ${path}: ${text.slice(0, 160)}`)
    return JSON.parse(text) as { readonly id: string }
  }
}
