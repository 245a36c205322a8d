import assert from 'node:assert/strict'
import type { CreatedKeyObject } from '@llavero/protocol/control/keys.ts'
import type { BatchResult } from '@llavero/protocol/openai/batches.ts'
import OpenAI from 'openai'
import type { Engine } from './engines.ts'
import { assertWholeRemainderIsFree, budgetUsd, Home } from './home.ts'
import type { ServerProcess } from './process.ts'
import { until } from './until.ts'
import { answer, someUsage } from './upstream.ts'

export interface KilledBatch {
  readonly lines: number
  /** How often the process that works on it is killed. */
  readonly kills: number
}

const linesAtOnce = 16

/**
 * Runs a batch in processes that are killed in the middle of it, and checks what must hold all the same:
 * no line is sent twice, each is answered once, in the output or with an error, and the ledger is the log.
 */
export async function surviveKills(engine: Engine, { lines, kills }: KilledBatch): Promise<void> {
  await using home = await Home.make(engine, { LLAVERO_BATCH_CONCURRENCY: String(linesAtOnce) })
  const sent = countSentLines(home)
  let server = await home.start()
  await home.becomeOwner(server)
  const body = { name: 'batch', budget_usd: budgetUsd }
  const key = await home.ask<CreatedKeyObject>(server, 'POST', '/api/keys', body)
  const id = await startBatch(clientOf(server, key), lines)
  for (let kill = 1; kill <= kills; kill++) {
    const share = Math.floor((lines * kill) / (kills + 1))
    await until(`${share} of ${lines} lines are sent`, () => sent.size >= share, patienceMs)
    await server.end('SIGKILL')
    server = await home.start()
  }
  await using last = server
  const client = clientOf(last, key)
  const batch = await until(
    'the batch has ended',
    async () => {
      const found = await client.batches.retrieve(id)
      return found.status === 'completed' && found
    },
    patienceMs,
  )
  const output = await resultsOf(client, batch.output_file_id)
  const errors = await resultsOf(client, batch.error_file_id)
  assert.deepEqual(
    [...output, ...errors].map(({ custom_id }) => custom_id).toSorted(),
    Array.from({ length: lines }, (_, at) => `line-${at}`).toSorted(),
    'each line is answered once',
  )
  assert.ok(
    [...sent.values()].every((times) => times === 1),
    'no line is sent twice',
  )
  assert.ok(errors.every(({ error }) => error?.code === 'request_interrupted'))
  assert.ok(errors.length <= kills * linesAtOnce, `${errors.length} lines were interrupted`)
  const { total, completed, failed } = batch.request_counts ?? {}
  assert.deepEqual([total, completed, failed], [lines, output.length, errors.length])
  assert.equal(batch.usage?.total_tokens, output.length * someUsage.total_tokens)
  assert.equal(await last.end('SIGTERM'), 0)
  await assertPaidFor(home, key.id, output)
}

/** Many kills and thousands of lines take their time on a slow machine. */
const patienceMs = 300_000

/** How often the provider got each line. */
function countSentLines(home: Home): ReadonlyMap<string, number> {
  const sent = new Map<string, number>()
  home.upstream.always((response, { body }) => {
    const [message] = body['messages'] as { readonly content: string }[]
    const name = message?.content ?? ''
    sent.set(name, (sent.get(name) ?? 0) + 1)
    answer(response, 'Hello.')
  })
  return sent
}

function clientOf(server: ServerProcess, { key }: CreatedKeyObject): OpenAI {
  return new OpenAI({ baseURL: `${server.url}/v1`, apiKey: key })
}

async function startBatch(client: OpenAI, lines: number): Promise<string> {
  const requests = Array.from({ length: lines }, (_, at) => ({
    custom_id: `line-${at}`,
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: `line-${at}` }] },
  }))
  const text = requests.map((request) => `${JSON.stringify(request)}\n`).join('')
  const file = await client.files.create({ file: new File([text], 'b.jsonl'), purpose: 'batch' })
  const batch = await client.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  })
  return batch.id
}

async function resultsOf(client: OpenAI, id: string | undefined): Promise<BatchResult[]> {
  if (!id) return []
  const text = await (await client.files.content(id)).text()
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as BatchResult)
}

/** Every line of the output has its row in the log, and the sum of the log is what the ledger says. */
async function assertPaidFor(
  home: Home,
  keyId: string,
  output: readonly BatchResult[],
): Promise<void> {
  const storage = await home.openStorage()
  for (const { response } of output) {
    const row = await storage.requestLog.get(response?.request_id ?? '')
    assert.equal(row?.verdict, 'complete')
  }
  const [sum] = await storage.usage.summary({ filters: { keyId }, groupBy: null })
  assert.ok(sum && sum.costMicroUsd > 0)
  await assertWholeRemainderIsFree(storage, keyId, sum.costMicroUsd)
}
