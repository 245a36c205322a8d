import { GatewayError } from '@llavero/protocol/errors.ts'
import {
  batchEndpoints,
  type BatchError,
  batchLine,
  type BatchLine,
  type BatchPath,
} from '@llavero/protocol/openai/batches.ts'
import { parse } from '@llavero/protocol/parse.ts'
import { readFile } from '../files/files.ts'
import { type Line, linesOf } from '../files/lines.ts'
import { rowOf } from '../gateway/endpoints/endpoints.ts'
import type { BatchRow } from '../storage/batches.ts'
import type { BatchRun } from './batch-run.ts'
import type { BatchParts } from './batches.ts'

/** As documented. */
const maxLines = 50_000
/** Over all lines of a batch. */
const maxEmbeddingInputs = 50_000
/** More than these help nobody, and would be kept with the batch. */
const maxErrors = 100

export interface CheckedInput {
  readonly errors: readonly BatchError[]
  readonly lines: number
  /** Of all lines; null where they name none. */
  readonly model: string | null
  /** Of every line, also of those that name none; null where they have several. */
  readonly soleModel: string | null
}

/** A line that says what to call, with its place in the file. */
export interface InputLine extends BatchLine {
  readonly line: number
}

export async function hasInput({ parts }: BatchRun, batch: BatchRow): Promise<boolean> {
  const key = { projectId: batch.project_id, id: batch.input_file_id, nowMs: parts.now() }
  return (await parts.storage.files.get(key)) !== null
}

export const missingInput: BatchError = {
  code: 'file_not_found',
  message: 'The input file was deleted or has expired.',
  param: 'input_file_id',
  line: null,
}

/** The lines of a batch's input, one after the other. Lines without text are passed over. */
export async function* inputLines(parts: BatchParts, batch: BatchRow): AsyncGenerator<Line> {
  const content = await readFile(parts.files, { id: batch.input_file_id })
  for await (const line of linesOf(content, parts.maxLineBytes)) {
    if (line.bytes === null || /\S/.test(line.bytes.toString('latin1'))) yield line
  }
}

/** Reads one line. Throws GatewayError, whose code is one of those that the service has for batches. */
export function readLine(parts: BatchParts, { number, bytes }: Line): InputLine {
  if (bytes === null) {
    throw new GatewayError(
      'body_too_large',
      `This line is longer than ${parts.maxLineBytes} bytes.`,
    )
  }
  return { ...parse(batchLine, parts.parseJson(bytes)), line: number }
}

/** Checks all of a batch's input, line by line, without holding it. */
export async function checkInput(parts: BatchParts, batch: BatchRow): Promise<CheckedInput> {
  const check = new InputCheck(batch.endpoint)
  for await (const line of inputLines(parts, batch)) {
    try {
      check.take(readLine(parts, line))
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      check.refuse(unreadable(error, line.number))
    }
    if (check.isFull) break
  }
  return check.result()
}

/** What is known of the lines so far. */
class InputCheck {
  readonly #endpoint: string
  readonly #errors: BatchError[] = []
  readonly #customIds = new Set<string>()
  #lines = 0
  #embeddingInputs = 0
  #model: string | null = null
  #unnamedLines = 0

  constructor(endpoint: string) {
    this.#endpoint = endpoint
  }

  /** Nothing more needs to be looked at. */
  get isFull(): boolean {
    return this.#errors.length >= maxErrors || this.#lines > maxLines
  }

  take(line: InputLine): void {
    this.#lines += 1
    const error = this.#faultOf(line)
    if (error !== null) this.refuse({ ...error, line: line.line })
  }

  refuse(error: BatchError): void {
    this.#errors.push(error)
  }

  result(): CheckedInput {
    const errors = [...this.#errors]
    if (this.#lines === 0 && errors.length === 0) errors.push(emptyFile)
    if (this.#lines > maxLines) errors.push(tooManyLines)
    return { errors, lines: this.#lines, model: this.#model, soleModel: this.#soleModel }
  }

  get #soleModel(): string | null {
    const usual = rowOf(batchEndpoints[this.#endpoint as BatchPath]).defaultModel
    if (this.#unnamedLines === 0 || this.#model === usual) return this.#model
    return this.#model === null ? usual : null
  }

  #faultOf({ custom_id, method, url, body }: InputLine): Omit<BatchError, 'line'> | null {
    if (this.#customIds.has(custom_id)) return duplicateId
    this.#customIds.add(custom_id)
    if (method !== 'POST') return wrongMethod
    if (url !== this.#endpoint) return wrongUrl
    const model = typeof body['model'] === 'string' ? body['model'] : null
    this.#model ??= model
    if (model === null) this.#unnamedLines += 1
    if (model !== null && model !== this.#model) return otherModel
    if (this.#endpoint !== '/v1/embeddings') return null
    const { input } = body
    this.#embeddingInputs += Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1
    return this.#embeddingInputs > maxEmbeddingInputs ? tooManyInputs : null
  }
}

function unreadable({ code, message, param }: GatewayError, line: number): BatchError {
  if (code === 'invalid_json') {
    const text = 'This line is not parseable as valid JSON.'
    return { code: 'invalid_json_line', message: text, param: null, line }
  }
  return { code, message, param, line }
}

const emptyFile: BatchError = {
  code: 'empty_file',
  message: 'The input file is empty: a batch needs at least one request.',
  param: null,
  line: null,
}
const tooManyLines: BatchError = {
  code: 'too_many_requests',
  message: `The input file has more than ${maxLines} requests.`,
  param: null,
  line: null,
}
const duplicateId = {
  code: 'duplicate_custom_id',
  message:
    'The custom_id for this request is a duplicate of another request. The custom_id parameter must be unique for each request in a batch.',
  param: 'custom_id',
}
const wrongMethod = {
  code: 'invalid_method',
  message: "The method of this request must be 'POST'.",
  param: 'method',
}
const wrongUrl = {
  code: 'invalid_url',
  message: "The URL provided for this request does not match the batch's endpoint.",
  param: 'url',
}
const otherModel = {
  code: 'mismatched_model',
  message: 'All requests of a batch must name the same model.',
  param: 'body.model',
}
const tooManyInputs = {
  code: 'too_many_inputs',
  message: `A batch may have ${maxEmbeddingInputs} embedding inputs at most.`,
  param: 'body.input',
}
