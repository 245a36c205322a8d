import { batchEndpoints, type BatchPath } from '@llavero/protocol/openai/batches.ts'
import * as z from 'zod'
import { linesOf } from '../files/lines.ts'
import { rowOf } from '../gateway/endpoints/endpoints.ts'
import { noUsage } from '../gateway/endpoints/usage.ts'
import { type ModelCall, UpstreamFailure, type Usage } from '../gateway/model-call.ts'
import type { BatchRow, LineClaim, LineResult } from '../storage/batches.ts'
import type { RequestLogRow } from '../storage/request-log.ts'
import { answeredResult, callOf, readUsage, unanswered, unansweredResult } from './batch-line.ts'
import { type BatchRun, leaseOf } from './batch-run.ts'
import { hasInput, inputLines, readLine } from './input.ts'
import type { Taker } from './passing.ts'
import type { ProviderBatch } from './provider-batch.ts'

export interface Collecting {
  readonly run: BatchRun
  readonly batch: BatchRow
  readonly taker: Taker
  /** Lines whose results are not here yet. */
  readonly claims: readonly LineClaim[]
}

/** Ten pictures in one answer. */
const maxResultBytes = 64 * 1024 * 1024
/** What is written in one transaction. */
const linesPerWrite = 200
const bytesPerWrite = 4 * 1024 * 1024
/** What decides a price is short. */
const longestFact = 64

const resultLine = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.int(), body: z.unknown() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
})
type ResultLine = z.output<typeof resultLine>

/**
 * Reads the provider's files of results as they come, and writes each line down together with its log row and
 * what it cost: once, whenever the reading breaks off and is begun again. Returns the lines without a result.
 */
export async function collectResults(
  collecting: Collecting,
  { output_file_id, error_file_id }: ProviderBatch,
): Promise<LineClaim[]> {
  const { claims, run, taker } = collecting
  const left = new Map(claims.map((claim) => [claim.custom_id, claim]))
  const calls = await callsOf(collecting, left)
  for (const id of [output_file_id, error_file_id]) {
    if (!id || left.size === 0) continue
    const page = new Page(collecting)
    const content = await taker.upstream.download(id, run.context.signal)
    for await (const { bytes } of linesOf(content, maxResultBytes)) {
      const result = bytes === null ? null : read(bytes)
      const claim = result === null ? undefined : left.get(result.custom_id)
      if (result === null || claim === undefined) continue
      left.delete(claim.custom_id)
      page.take(claim, calls(claim), result)
      if (page.isFull) await page.write()
    }
    await page.write()
  }
  return [...left.values()]
}

/** Results that are written together. */
class Page {
  readonly #collecting: Collecting
  #results: LineResult[] = []
  #rows: RequestLogRow[] = []
  #bytes = 0

  constructor(collecting: Collecting) {
    this.#collecting = collecting
  }

  get isFull(): boolean {
    return this.#results.length >= linesPerWrite || this.#bytes >= bytesPerWrite
  }

  take(claim: LineClaim, call: ModelCall, { response, error }: ResultLine): void {
    const result = response
      ? this.#answered(claim, call, { status: response.status_code, body: response.body })
      : unansweredResult(claim, {
          code: error?.code ?? unanswered.code,
          message: error?.message ?? unanswered.message,
        })
    this.#results.push(result)
    this.#bytes += result.result.length
  }

  #answered(
    claim: LineClaim,
    call: ModelCall,
    { status, body }: { readonly status: number; readonly body: unknown },
  ): LineResult {
    const { run, batch, taker } = this.#collecting
    const usage = status >= 400 ? noUsage : usageOf(call, body)
    const answered = { batch, call, target: taker.target, status, usage }
    this.#rows.push(run.parts.passing.logRowOf(answered))
    return answeredResult(claim, { status, body, usage })
  }

  async write(): Promise<void> {
    const { run, batch } = this.#collecting
    const [results, rows] = [this.#results, this.#rows]
    this.#results = []
    this.#rows = []
    this.#bytes = 0
    if (results.length === 0) return
    const log = { name: batch.id, rows }
    const entries = { claims: [], releases: [], results, log }
    await run.parts.storage.batches.write(batch.id, leaseOf(run), entries)
    run.parts.passing.observe(rows)
  }
}

/** What was used, in every case: the provider bills it. */
function usageOf(call: ModelCall, body: unknown): Usage {
  const bytes = Buffer.byteLength(JSON.stringify(body) ?? '')
  return readUsage(call, body) ?? rowOf(call.endpoint).estimateUsage(call, { pieces: 0, bytes })
}

/**
 * The call of each line, as far as its price depends on it: a hundred thousand prompts would not fit into
 * memory. Where the input is gone, only what all lines have in common.
 */
async function callsOf(
  { run, batch }: Collecting,
  claims: ReadonlyMap<string, LineClaim>,
): Promise<(claim: LineClaim) => ModelCall> {
  const calls = new Map<number, ModelCall>()
  if (await hasInput(run, batch)) {
    const lines = new Set(Array.from(claims.values(), ({ line }) => line))
    for await (const text of inputLines(run.parts, batch)) {
      if (!lines.has(text.number)) continue
      const call = callOf(run.parts, batch.endpoint, readLine(run.parts, text), '')
      calls.set(text.number, light(call))
    }
  }
  return (claim) => {
    const call = calls.get(claim.line) ?? unknownCall(run, batch)
    return { ...call, requestId: claim.request_id }
  }
}

function light(call: ModelCall): ModelCall {
  const facts = Object.entries(call.body).filter(([, value]) =>
    typeof value === 'string' ? value.length <= longestFact : typeof value !== 'object',
  )
  const payload = { parts: [], byteLength: call.payload.byteLength }
  return { ...call, body: Object.fromEntries(facts), payload } as unknown as ModelCall
}

function unknownCall({ parts }: BatchRun, { endpoint, model }: BatchRow): ModelCall {
  return {
    requestId: '',
    endpoint: batchEndpoints[endpoint as BatchPath],
    model: model ?? '',
    stream: false,
    body: {},
    payload: { parts: [], byteLength: 0 },
    feature: null,
    simulation: null,
    startedAtMs: parts.now(),
    arrivedAt: performance.now(),
    outputCapTokens: null,
    hasLeft: () => false,
  } as unknown as ModelCall
}

function read(bytes: Buffer): ResultLine | null {
  if (bytes.length === 0) return null
  const parsed = resultLine.safeParse(parseOrNull(bytes))
  if (parsed.success) return parsed.data
  throw new UpstreamFailure('upstream_invalid', 'A line of the results is none.')
}

function parseOrNull(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
