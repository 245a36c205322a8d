import OpenAI from 'openai'
import type { TestServer } from './server.ts'

/** The official client on a test's server. It tries once: what a test sees is the first answer. */
export function sdkOf(server: TestServer, apiKey: string): OpenAI {
  return new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })
}
