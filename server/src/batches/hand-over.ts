import { createReadStream } from 'node:fs'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { StagedBlob } from '../files/blob-store.ts'
import type { Caller, ModelCall } from '../gateway/model-call.ts'
import type { BatchRow, LineClaim, LineResult } from '../storage/batches.ts'
import { callOf, refusedResult } from './batch-line.ts'
import { type BatchRun, leaseOf } from './batch-run.ts'
import { advance } from './end-batch.ts'
import { hasInput, type InputLine, inputLines, missingInput, readLine } from './input.ts'
import type { Taker } from './passing.ts'
import { createBatch, findBatch } from './provider-batch.ts'

/** Lines that are written down at once. */
const linesPerWrite = 500

const advice = 'Limit the tokens of its answers.'

export interface HandOver {
  /** Every line was refused by us. */
  readonly isNothingLeft: boolean
  /** It was cancelled before the provider had it. */
  readonly isAbandoned: boolean
}

/**
 * Gives a batch to its provider: the lines that we would send, with the model's name there, as one file.
 * What a former process has handed over is found again by our id, and nothing is made twice. Throws
 * GatewayError where the caller may not, or cannot pay, and UpstreamFailure.
 */
export async function handOver(run: BatchRun, batch: BatchRow, taker: Taker): Promise<HandOver> {
  const found = await findBatch(taker.upstream, batch)
  if (found !== null) {
    await note(run, batch, { provider_file: found.input_file_id, provider_batch: found.id })
    return { isNothingLeft: false, isAbandoned: false }
  }
  if (batch.status === 'cancelling') return { isNothingLeft: false, isAbandoned: true }
  const file = batch.provider_file ?? (await sendInput(run, batch, taker))
  if (file === null) return { isNothingLeft: true, isAbandoned: false }
  const made = await createBatch(taker.upstream, batch, file)
  await note(run, batch, { provider_batch: made.id })
  return { isNothingLeft: false, isAbandoned: false }
}

/** Null where there is no line to send. */
async function sendInput(run: BatchRun, batch: BatchRow, taker: Taker): Promise<string | null> {
  const { parts, context } = run
  if (!(await hasInput(run, batch))) {
    throw new GatewayError('file_not_found', missingInput.message, { param: missingInput.param })
  }
  const caller = parts.callerOf({ keyId: batch.key_id, personId: batch.person_id })
  const input = new OutgoingInput(run, batch, { caller, taker })
  const { staging } = parts.files
  const staged = await staging.stage(input.lines())
  try {
    await writeDown(run, batch, input)
    if (input.sentLines === 0) return null
    const { microUsd } = input
    await parts.passing.setAside(caller, { name: batch.id, microUsd, advice })
    const id = await taker.upstream.upload(fileOf(batch, staged), context.signal)
    await note(run, batch, { provider_file: id })
    return id
  } finally {
    await staging.discard(staged)
  }
}

function fileOf({ id }: BatchRow, { path, bytes }: StagedBlob) {
  return {
    purpose: 'batch',
    filename: `${id}.jsonl`,
    byteLength: bytes,
    open: () => createReadStream(path),
  }
}

/** The input as the provider gets it, and what was learnt in writing it. */
class OutgoingInput {
  readonly #run: BatchRun
  readonly #batch: BatchRow
  readonly #taking: { readonly caller: Caller; readonly taker: Taker }
  readonly claims: LineClaim[] = []
  readonly refusals: LineResult[] = []
  sentLines = 0
  /** What all lines can cost at most. */
  microUsd = 0

  constructor(
    run: BatchRun,
    batch: BatchRow,
    taking: { readonly caller: Caller; readonly taker: Taker },
  ) {
    this.#run = run
    this.#batch = batch
    this.#taking = taking
  }

  /** Throws GatewayError where the caller may not make these calls at all. */
  async *lines(): AsyncGenerator<Buffer> {
    const { parts } = this.#run
    const { batches } = parts.storage
    const claimed = new Set((await batches.claimedLines(this.#batch.id)).map(({ line }) => line))
    const begun = new Set(await batches.begunLines(this.#batch.id))
    for await (const text of inputLines(parts, this.#batch)) {
      const isClaimed = claimed.has(text.number)
      if (begun.has(text.number) && !isClaimed) continue
      const line = readLine(parts, text)
      const claim = {
        line: line.line,
        custom_id: line.custom_id,
        request_id: parts.createRequestId(parts.now()),
      }
      const call = this.#callOf(line, claim)
      if (call === null) continue
      if (!isClaimed) this.claims.push(claim)
      yield this.#write(line, call)
    }
  }

  /** Null where the line is wrong in itself: it is answered by us, and the others go on. */
  #callOf(line: InputLine, claim: LineClaim): ModelCall | null {
    try {
      return callOf(this.#run.parts, this.#batch.endpoint, line, claim.request_id)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      this.refusals.push(refusedResult(claim, error))
      return null
    }
  }

  #write({ custom_id, method, url, body }: InputLine, call: ModelCall): Buffer {
    const { caller, taker } = this.#taking
    const { target } = taker
    this.microUsd += this.#run.parts.passing.mostOf(caller, call, target)
    this.sentLines += 1
    const line = { custom_id, method, url, body: { ...body, model: target.model } }
    return Buffer.from(`${JSON.stringify(line)}\n`)
  }
}

async function writeDown(run: BatchRun, batch: BatchRow, input: OutgoingInput): Promise<void> {
  const { batches } = run.parts.storage
  const { claims, refusals } = input
  const none = { claims: [], releases: [], results: [] }
  for (let at = 0; at < claims.length; at += linesPerWrite) {
    const some = claims.slice(at, at + linesPerWrite)
    await batches.write(batch.id, leaseOf(run), { ...none, claims: some })
  }
  for (let at = 0; at < refusals.length; at += linesPerWrite) {
    const some = refusals.slice(at, at + linesPerWrite)
    await batches.write(batch.id, leaseOf(run), { ...none, results: some })
  }
}

async function note(
  run: BatchRun,
  batch: BatchRow,
  to: Partial<Pick<BatchRow, 'provider_file' | 'provider_batch'>>,
): Promise<void> {
  await advance(run, batch, { from: ['validating', 'in_progress', 'cancelling'], to })
}
