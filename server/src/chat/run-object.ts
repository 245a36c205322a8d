import type { RunObject, RunSummaryObject } from '@llavero/protocol/control/runs.ts'
import type { RunParameters } from '@llavero/protocol/control/actions.ts'
import type { Language } from '@llavero/protocol/control/languages.ts'
import { requestObject } from '../control/request-object.ts'
import { toUnixSeconds, toUnixSecondsOrNull } from '../control/unix-seconds.ts'
import type { CodeAction } from '../storage/code-actions.ts'
import type { RequestLogRow } from '../storage/request-log.ts'
import type { RunRow } from '../storage/runs.ts'
import type { RunTable } from '../storage/tables.ts'
import { contentOf } from './action-object.ts'
import { firstLanguage } from './render-prompt.ts'

export interface RunAnswer {
  readonly text: string
  readonly finish_reason: string | null
}

/** A call that is not over after this time is not under way any more: its process died. */
const longestRunMs = 60 * 60 * 1000

/** What a run's own row does not know. */
export interface RunSurroundings {
  readonly action: CodeAction
  readonly receipt: RequestLogRow | null
  readonly nowMs: number
}

export function runObject(row: RunTable, surroundings: RunSurroundings): RunObject {
  return {
    ...commonFields(row, surroundings),
    object: 'run',
    code: row.code,
    answers: JSON.parse(row.answers) as RunAnswer[],
  }
}

export function runSummaryObject(row: RunRow, surroundings: RunSurroundings): RunSummaryObject {
  return {
    ...commonFields(row, surroundings),
    object: 'run_summary',
    code_excerpt: row.code_excerpt,
    answer_excerpt: row.answer_excerpt,
  }
}

function commonFields(
  row: Omit<RunTable, 'code' | 'answers' | 'search_text'>,
  { action, receipt, nowMs }: RunSurroundings,
): Omit<RunObject, 'object' | 'code' | 'answers'> {
  const { name, output } = contentOf(action)
  const answerLanguage = row.answer_language as Language
  return {
    id: row.id,
    created_at: toUnixSeconds(row.started_at),
    ended_at: toUnixSecondsOrNull(row.ended_at),
    status: statusOf(row, receipt, nowMs),
    action: {
      id: row.action_id,
      slug: action.action.slug,
      version: row.action_version,
      name: name[firstLanguage(name, answerLanguage)] ?? action.action.slug,
      output,
    },
    language: row.language,
    file_name: row.file_name,
    answer_language: answerLanguage,
    model: row.model,
    parameters: JSON.parse(row.parameters) as RunParameters,
    group:
      row.group_id === null || row.group_position === null
        ? null
        : { id: row.group_id, position: row.group_position },
    request_id: row.request_id,
    error: row.error === null ? null : (JSON.parse(row.error) as RunObject['error']),
    receipt: receipt && requestObject(receipt),
  }
}

function statusOf(
  row: Pick<RunTable, 'started_at' | 'ended_at'>,
  receipt: RequestLogRow | null,
  nowMs: number,
): RunObject['status'] {
  if (row.ended_at !== null && receipt !== null) return 'ended'
  if (nowMs - row.started_at > longestRunMs) return 'lost'
  return row.ended_at === null ? 'running' : 'settling'
}
