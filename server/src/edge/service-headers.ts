import { arrivalOf } from './request-id.ts'

/** The version that the OpenAI API names in every answer; clients and their logs expect one. */
const apiVersion = '2020-10-01'

/** Adds what every answer of the OpenAI API says about itself. A processing time that is known stays. */
export function addServiceHeaders(headers: Record<string, string>, requestId: string): void {
  headers['x-request-id'] = requestId
  headers['openai-version'] = apiVersion
  headers['openai-processing-ms'] ??= String(Math.max(0, Date.now() - arrivalOf(requestId)))
  headers['x-content-type-options'] = 'nosniff'
}
