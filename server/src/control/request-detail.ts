import type { RequestDetailObject, RequestPhase } from '@llavero/protocol/control/requests.ts'
import type { Storage } from '../storage/open.ts'
import type { RequestLogRow } from '../storage/request-log.ts'
import { requestObject } from './request-object.ts'

/** A row of the log with its waterfall and, where content is stored, with what was said. */
export async function requestDetail(
  storage: Storage,
  row: RequestLogRow,
  /** Whose runs may be named; null for the operator, who has none. */
  personId: string | null,
): Promise<RequestDetailObject> {
  const [content, runId] = await Promise.all([
    storage.requestLog.content(row.id),
    personId === null ? null : storage.runs.idOfRequest(personId, row.id),
  ])
  return {
    ...requestObject(row),
    phases: phasesOf(row),
    run_id: runId,
    content: content && { request: content.request, response: content.response },
  }
}

/** A try that failed before the one that counts, as the log keeps it. */
interface FailedTry {
  readonly provider: string
  readonly model: string
  readonly status: number | null
  readonly error_code: string
  /** With the pause after it. */
  readonly duration_ms: number
}

/**
 * One phase after the other, from the arrival to the end. The log knows when a call was admitted, how long
 * each failed try took, when the first byte came and when all was over; what is left is our own work.
 */
function phasesOf(row: RequestLogRow): RequestPhase[] {
  const phases: RequestPhase[] = []
  let at = 0
  const add = (name: RequestPhase['name'], durationMs: number, failed: FailedTry | null = null) => {
    if (durationMs <= 0 && failed === null) return
    phases.push({
      name,
      start_ms: at,
      duration_ms: Math.max(0, durationMs),
      provider: failed?.provider ?? null,
      model: failed?.model ?? null,
      status: failed?.status ?? null,
      error_code: failed?.error_code ?? null,
    })
    at += Math.max(0, durationMs)
  }
  add('admission', Math.min(row.admission_ms ?? 0, row.total_ms))
  const failed = row.failed_tries === null ? [] : (JSON.parse(row.failed_tries) as FailedTry[])
  for (const one of failed) add('failed_try', Math.min(one.duration_ms, row.total_ms - at), one)
  if (row.first_byte_ms !== null) {
    const ownMs = Math.max(
      0,
      Math.min(row.overhead_ms, row.first_byte_ms) - (row.admission_ms ?? 0),
    )
    add('own', Math.min(ownMs, row.first_byte_ms - at))
    add('waiting', row.first_byte_ms - at)
    add('streaming', row.total_ms - at)
  } else {
    add('own', row.total_ms - at)
  }
  return phases
}
