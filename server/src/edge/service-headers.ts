import { arrivalOf } from './request-id.ts'

/** The version that the OpenAI API names in every answer; clients and their logs expect one. */
const apiVersion = '2020-10-01'

/** What every answer of the OpenAI API says about itself: name, value, name, value. */
export function serviceHeaders(requestId: string): string[] {
  const processingMs = String(Math.max(0, Date.now() - arrivalOf(requestId)))
  return [
    'x-request-id',
    requestId,
    'openai-version',
    apiVersion,
    'openai-processing-ms',
    processingMs,
  ]
}
