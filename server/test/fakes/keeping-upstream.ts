import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import {
  answer,
  FakeUpstream,
  type ReceivedCall,
  refuse,
  type Script,
  sendJson,
  someUsage,
} from './upstream.ts'

export interface KeptFile {
  readonly id: string
  readonly purpose: string
  readonly filename: string
  readonly text: string
}

export interface KeptBatch {
  readonly id: string
  status: string
  readonly input_file_id: string
  readonly endpoint: string
  readonly metadata: Readonly<Record<string, string>>
  output_file_id: string | null
  error_file_id: string | null
  errors: object | null
  request_counts: { total: number; completed: number; failed: number }
  readonly created_at: number
}

export interface KeptJob {
  readonly id: string
  readonly model: string
  readonly training_file: string
  readonly metadata: Readonly<Record<string, string>>
  readonly created_at: number
  readonly events: { readonly id: string; readonly [field: string]: unknown }[]
  /** The request that made it. */
  readonly asked: object
  status: string
  hyperparameters: object
  fine_tuned_model: string | null
  trained_tokens: number | null
  result_files: string[]
  error: object
  checkpoints: object[]
}

export interface SentLine {
  readonly custom_id: string
  readonly url: string
  readonly body: Readonly<Record<string, unknown>>
}

/** What becomes of one line; null leaves it without a result. */
type Answer = { readonly status: number; readonly body: unknown } | null

/** A provider that keeps files, and does batches and fine-tuning jobs when the test lets it. */
export class KeepingUpstream implements AsyncDisposable {
  readonly files = new Map<string, KeptFile>()
  readonly batches: KeptBatch[] = []
  readonly jobs: KeptJob[] = []
  /** Those that were made by fine-tuning. */
  readonly models = new Set<string>()
  /** Calls, e.g. `POST /v1/batches`, that go otherwise than well: the next ones, in their order. */
  readonly faults = new Map<string, Script[]>()
  /** Batches are done as soon as somebody looks, unless this is set. */
  isHeldUp = false
  answer: (line: SentLine) => Answer = () => ({ status: 200, body: completion })
  readonly #upstream: FakeUpstream

  private constructor(upstream: FakeUpstream) {
    this.#upstream = upstream
    upstream.always((response, call) => this.#handle(response, call))
  }

  static async start(): Promise<KeepingUpstream> {
    return KeepingUpstream.on(await FakeUpstream.start())
  }

  static on(upstream: FakeUpstream): KeepingUpstream {
    return new KeepingUpstream(upstream)
  }

  get baseUrl(): string {
    return this.#upstream.baseUrl
  }

  /** What was asked, e.g. `POST /v1/batches`. */
  get calls(): string[] {
    return this.#upstream.calls.map((call) => nameOf(call))
  }

  get received(): readonly ReceivedCall[] {
    return this.#upstream.calls
  }

  fail(call: string, ...scripts: Script[]): void {
    this.faults.set(call, [...(this.faults.get(call) ?? []), ...scripts])
  }

  linesOf({ input_file_id }: KeptBatch): SentLine[] {
    return parseLines(this.files.get(input_file_id)?.text ?? '')
  }

  /** Answers the lines, and ends the batch so. */
  end(batch: KeptBatch, status: 'completed' | 'expired' | 'cancelled' = 'completed'): void {
    const lines = this.linesOf(batch)
    const results = lines.flatMap((line) => {
      const answer = this.answer(line)
      return answer === null ? [] : [resultOf(line, answer)]
    })
    const good = results.filter(({ response }) => response.status_code < 400)
    const bad = results.filter(({ response }) => response.status_code >= 400)
    batch.output_file_id = this.#keepLines(good)
    batch.error_file_id = this.#keepLines(bad)
    batch.request_counts = { total: lines.length, completed: good.length, failed: bad.length }
    batch.status = status
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#upstream[Symbol.asyncDispose]()
  }

  async #handle(response: ServerResponse, call: ReceivedCall): Promise<void> {
    const fault = this.faults.get(nameOf(call))?.shift()
    if (fault !== undefined) return fault(response, call)
    const [, kind, id, action] = call.path.replace(/\?.*/, '').split('/').slice(1)
    if (kind === 'files') await this.#handleFile(response, call, { id, action })
    else if (kind === 'batches') this.#handleBatch(response, call, { id, action })
    else if (kind === 'fine_tuning') this.#handleJob(response, call)
    else if (kind === 'models') this.#removeModel(response, id)
    else if (kind === 'chat') answer(response, 'As I was taught.')
    else refuse(response, 404, {}, `Invalid URL (${call.path})`)
  }

  async #handleFile(
    response: ServerResponse,
    call: ReceivedCall,
    { id, action }: Place,
  ): Promise<void> {
    if (id === undefined) return sendJson(response, 200, await this.#upload(call))
    const file = this.files.get(id)
    if (file === undefined) return refuse(response, 404, {}, `No such File object: ${id}`)
    if (call.method === 'DELETE') {
      this.files.delete(id)
      return sendJson(response, 200, { id, object: 'file', deleted: true })
    }
    if (action !== 'content') return sendJson(response, 200, { ...file, object: 'file' })
    response.writeHead(200, { 'content-type': 'application/octet-stream' })
    response.end(file.text)
  }

  async #upload(call: ReceivedCall): Promise<object> {
    const headers = { 'content-type': call.headers['content-type'] ?? '' }
    const form = await new Response(new Uint8Array(call.bytes), { headers }).formData()
    const file = form.get('file') as File
    const purpose = form.get('purpose')
    return this.#keep(typeof purpose === 'string' ? purpose : '', file.name, await file.text())
  }

  #handleBatch(response: ServerResponse, call: ReceivedCall, { id, action }: Place): void {
    if (id === undefined) {
      if (call.method === 'POST') return sendJson(response, 200, this.create(call))
      const data = this.batches.toReversed()
      return sendJson(response, 200, { object: 'list', data, has_more: false })
    }
    const batch = this.batches.find((each) => each.id === id)
    if (batch === undefined) return refuse(response, 404, {}, `No batch found with id '${id}'.`)
    if (action === 'cancel') batch.status = 'cancelling'
    else if (!this.isHeldUp && batch.status === 'validating') this.end(batch)
    sendJson(response, 200, batch)
  }

  create({ body }: ReceivedCall): KeptBatch {
    const batch: KeptBatch = {
      id: `batch_theirs${this.batches.length}`,
      status: 'validating',
      input_file_id: String(body['input_file_id']),
      endpoint: String(body['endpoint']),
      metadata: body['metadata'] as Record<string, string>,
      output_file_id: null,
      error_file_id: null,
      errors: null,
      request_counts: { total: 0, completed: 0, failed: 0 },
      created_at: Math.floor(Date.now() / 1000),
    }
    this.batches.push(batch)
    return batch
  }

  #handleJob(response: ServerResponse, call: ReceivedCall): void {
    const [id, action] = call.path.replace(/\?.*/, '').split('/').slice(4)
    if (id === undefined && call.method === 'POST') {
      sendJson(response, 200, this.createJob(call))
      return
    }
    if (id === undefined) return sendJson(response, 200, listOf(this.jobs.toReversed()))
    const job = this.jobs.find((each) => each.id === id)
    if (job === undefined) return refuse(response, 404, {}, `Could not find fine tune: ${id}`)
    if (action === 'events') return sendJson(response, 200, pageOf(job.events, call))
    if (action === 'checkpoints') return sendJson(response, 200, listOf(job.checkpoints))
    if (action === 'cancel') job.status = 'cancelled'
    if (action === 'pause') job.status = 'paused'
    if (action === 'resume') job.status = 'queued'
    sendJson(response, 200, job)
  }

  createJob({ body }: ReceivedCall): KeptJob {
    const id = `ftjob-theirs${this.jobs.length}`
    const job: KeptJob = {
      ...(body as Pick<KeptJob, 'model' | 'training_file' | 'metadata'>),
      id,
      status: 'validating_files',
      created_at: Math.floor(Date.now() / 1000),
      hyperparameters: { n_epochs: 3, batch_size: 1, learning_rate_multiplier: 2 },
      fine_tuned_model: null,
      trained_tokens: null,
      result_files: [],
      error: {},
      events: [],
      checkpoints: [],
      asked: body,
    }
    this.jobs.push(job)
    this.tell(job, `Created fine-tuning job: ${id}`)
    this.tell(job, `Validating training file: ${job.training_file}`)
    return job
  }

  tell(job: KeptJob, message: string, data: object = {}): void {
    const created_at = Math.floor(Date.now() / 1000)
    const type = Object.keys(data).length === 0 ? 'message' : 'metrics'
    const id = `ftevent-theirs${job.events.length}`
    job.events.unshift({ id, created_at, level: 'info', message, type, data })
  }

  /** Two epochs, and a model. */
  succeed(job: KeptJob, trained_tokens: number): void {
    const name = `ft:${job.model}:theirs::${randomUUID().slice(0, 8)}`
    const table = 'step,train_loss\n1,0.5\n'
    const figures = this.#keep('fine-tune-results', 'step_metrics.csv', table)
    job.checkpoints = [name, `${name}:ckpt-step-1`].map((model, at) => ({
      id: `ftckpt_theirs${at}`,
      created_at: job.created_at,
      fine_tuned_model_checkpoint: model,
      step_number: 2 - at,
      metrics: { step: 2 - at, train_loss: 0.5 },
    }))
    this.models.add(name)
    Object.assign(job, {
      status: 'succeeded',
      fine_tuned_model: name,
      trained_tokens,
      result_files: [figures.id],
    })
  }

  #removeModel(response: ServerResponse, id = ''): void {
    const name = decodeURIComponent(id)
    if (this.models.delete(name)) sendJson(response, 200, { id: name, deleted: true })
    else refuse(response, 404, {}, 'No such model.')
  }

  #keepLines(lines: readonly object[]): string | null {
    if (lines.length === 0) return null
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    return this.#keep('batch_output', 'output.jsonl', text).id
  }

  #keep(purpose: string, filename: string, text: string): KeptFile {
    const file = { id: `file-theirs${this.files.size}${randomUUID()}`, purpose, filename, text }
    this.files.set(file.id, file)
    return file
  }
}

interface Place {
  readonly id: string | undefined
  readonly action: string | undefined
}

function listOf(data: readonly object[]) {
  return { object: 'list', data, has_more: false }
}

/** Two at a time, so that there is more than one page. */
function pageOf(events: KeptJob['events'], { path }: ReceivedCall) {
  const after = new URL(path, 'http://localhost').searchParams.get('after')
  const start = after === null ? 0 : events.findIndex(({ id }) => id === after) + 1
  return { ...listOf(events.slice(start, start + 2)), has_more: events.length > start + 2 }
}

function nameOf({ method, path }: ReceivedCall): string {
  return `${method} ${path.replace(/\?.*/, '').replace(/(file-|batch_|ftjob-)[^/]+/, '*')}`
}

function parseLines(text: string): SentLine[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as SentLine)
}

function resultOf({ custom_id }: SentLine, { status, body }: Exclude<Answer, null>) {
  return {
    id: 'batch_req_theirs',
    custom_id,
    response: { status_code: status, request_id: 'req_theirs', body },
    error: null,
  }
}

const completion = {
  id: 'chatcmpl-theirs',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Hello.', refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: someUsage,
}
