import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { toUsd } from '@llavero/protocol/control/scalars.ts'
import type { RequestLogRow } from '../storage/request-log.ts'
import { toUnixSeconds } from './unix-seconds.ts'

/** A row as the wire tells it. */
export function requestObject(row: RequestLogRow): RequestObject {
  const { started_at, cost_micro_usd, is_stream, is_estimated, audio_ms, verdict, ...rest } = row
  const { admission_ms: _admissionMs, failed_tries: _failedTries, is_priced, ...same } = rest
  return {
    ...same,
    object: 'request',
    created_at: toUnixSeconds(started_at),
    verdict: verdict as RequestObject['verdict'],
    is_stream: is_stream === 1,
    is_estimated: is_estimated === 1,
    audio_seconds: audio_ms / 1000,
    cost_usd: is_priced === 1 ? toUsd(cost_micro_usd) : null,
  }
}
