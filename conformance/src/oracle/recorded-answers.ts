import type { ConformanceData, Recording } from '../data-folder.ts'
import type { Exchange } from '../exchange.ts'
import { formerDifferences, knownDifferences } from './known-differences.ts'
import { Oracle } from './oracle.ts'

export interface RecordedAnswers {
  readonly passed: number
  readonly failed: readonly { readonly session: string; readonly fault: string }[]
  readonly excluded: readonly { readonly session: string; readonly reason: string }[]
}

/**
 * The test of the oracle itself: an answer that the service gave has to pass it. Answers that are older
 * than the document may lack what came since.
 */
export function checkRecordings({ document, recordings }: ConformanceData): RecordedAnswers {
  const oracle = new Oracle(document, [...knownDifferences, ...formerDifferences])
  const failed: { session: string; fault: string }[] = []
  const excluded: { session: string; reason: string }[] = []
  for (const recording of recordings) {
    const session = recording.src
    const [fault] = hasBody(recording) ? oracle.judge(recordedExchange(recording)).faults : [noBody]
    if (fault === undefined) continue
    const reason = whyNoAnswer(recording)
    if (reason === null) failed.push({ session, fault })
    else excluded.push({ session, reason })
  }
  return { passed: recordings.length - failed.length - excluded.length, failed, excluded }
}

/** A recording as the exchange that it was. */
export function recordedExchange(recording: Recording): Exchange {
  const { method, path, status, headers, body, sse, text } = recording
  return { method, path, status, headers, text: sse ?? text ?? JSON.stringify(body) ?? '' }
}

/** Conversations came in August 2025: these are dated March, and the service answered none of them later. */
const handWritten = /^ruby\/(conversations_.*item|vector_stores_search)/

const noBody = 'its body was not kept'

function hasBody({ body, sse, text }: Recording): boolean {
  return body !== undefined || sse !== undefined || text !== undefined
}

function whyNoAnswer(recording: Recording): string | null {
  if (!hasBody(recording)) return noBody
  if (handWritten.test(recording.src))
    return 'written by hand: its placeholder ids and dates are impossible'
  return null
}
