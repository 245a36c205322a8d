import type { OpenAI } from 'openai'
import type { BatchResult } from '@llavero/protocol/openai/batches.ts'
import { until } from './until.ts'

export type Batch = OpenAI.Batch

/** One line of a batch's input: a short chat that says its own id. */
export const chatLine = (id: string, body: object = {}, rest: object = {}) => ({
  custom_id: id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: id }], ...body },
  ...rest,
})

export const jsonl = (lines: readonly object[]) =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('')

export async function uploadInput(client: OpenAI, text: string): Promise<string> {
  const file = new File([text], 'input.jsonl')
  return (await client.files.create({ file, purpose: 'batch' })).id
}

export async function startBatch(
  client: OpenAI,
  input: string | readonly object[],
  rest: Partial<OpenAI.BatchCreateParams> = {},
): Promise<Batch> {
  const text = typeof input === 'string' ? input : jsonl(input)
  return client.batches.create({
    input_file_id: await uploadInput(client, text),
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
    ...rest,
  })
}

const ends = ['completed', 'failed', 'expired', 'cancelled']

export function batchEnd(client: OpenAI, id: string, patienceMs?: number): Promise<Batch> {
  const ask = async () => {
    const batch = await client.batches.retrieve(id)
    return ends.includes(batch.status) && batch
  }
  return until('the batch has ended', ask, patienceMs)
}

export async function batchResults(
  client: OpenAI,
  fileId: string | null | undefined,
): Promise<BatchResult[]> {
  if (!fileId) return []
  const text = await (await client.files.content(fileId)).text()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as BatchResult)
}
