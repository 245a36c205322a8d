import { GatewayError } from '@llavero/protocol/errors.ts'
import { type TrainingContent, trainingLine } from '@llavero/protocol/openai/fine-tuning.ts'
import { parse } from '@llavero/protocol/parse.ts'
import { readFile } from '../files/files.ts'
import { type Line, linesOf } from '../files/lines.ts'
import type { FineTuningJobRow } from '../storage/fine-tuning.ts'
import type { Example, TuningParts } from './tuning.ts'

export type TrainingFile = 'training_file' | 'validation_file'

/** A file that cannot be learnt from. */
export class BadTrainingData extends Error {
  readonly param: TrainingFile
  readonly code: 'invalid_training_file' | 'invalid_n_examples'

  constructor(param: TrainingFile, code: BadTrainingData['code'], message: string) {
    super(message)
    this.name = 'BadTrainingData'
    this.param = param
    this.code = code
  }
}

/** The service's own minimum. */
const minExamples = 10
const maxLineBytes = 1024 * 1024
/** All examples are in memory while they are learnt. */
const maxExamples = 10_000
const maxTotalBytes = 8 * 1024 * 1024

/** Reads all examples of a job's file, checking each line; none where it has no such file. Throws BadTrainingData. */
export async function readExamples(
  parts: TuningParts,
  job: FineTuningJobRow,
  param: TrainingFile,
): Promise<Example[]> {
  const id = job[param]
  if (id === null) return []
  const key = { projectId: job.project_id, id, nowMs: parts.now() }
  if ((await parts.storage.files.get(key)) === null) throw missing(param, id)
  return readAll(parts, param, await readFile(parts.files, { id }))
}

async function readAll(
  parts: TuningParts,
  param: TrainingFile,
  bytes: AsyncIterable<Buffer>,
): Promise<Example[]> {
  const examples: Example[] = []
  let totalBytes = 0
  for await (const line of linesOf(bytes, maxLineBytes)) {
    totalBytes += line.bytes?.length ?? 0
    if (line.bytes?.length === 0) continue
    examples.push(readExample(parts, param, line))
    if (examples.length > maxExamples || totalBytes > maxTotalBytes) throw tooMuch(param)
  }
  if (param === 'validation_file' || examples.length >= minExamples) return examples
  throw new BadTrainingData(
    param,
    'invalid_n_examples',
    `Training file has ${examples.length} example(s), but must have at least ${minExamples} examples`,
  )
}

function readExample(parts: TuningParts, param: TrainingFile, { number, bytes }: Line): Example {
  const badLine = (reason: string) =>
    new BadTrainingData(param, 'invalid_training_file', invalidLine(number, reason))
  if (bytes === null) throw badLine(`longer than ${maxLineBytes} bytes.`)
  try {
    const { messages } = parse(trainingLine, parts.parseJson(bytes))
    const last = messages.at(-1)
    const question = messages.findLast(({ role }) => role === 'user')
    if (last?.role !== 'assistant' || textOf(last.content) === '') {
      throw badLine('the last message must be one of the assistant with text.')
    }
    return { question: textOf(question?.content), answer: textOf(last.content) }
  } catch (error) {
    if (error instanceof GatewayError) throw badLine(reasonOf(error))
    throw error
  }
}

function textOf(value: TrainingContent): string {
  if (typeof value === 'string') return value
  return (value ?? []).map(({ text }) => text ?? '').join('\n')
}

/** What a body is refused with speaks of the request, which is not at fault here. */
function reasonOf({ code, message }: GatewayError): string {
  return code === 'invalid_json' ? 'it is not parseable as valid JSON.' : message
}

function invalidLine(line: number, reason: string): string {
  return `The job failed due to an invalid training file. Invalid file format. Line ${line}: ${reason}`
}

function missing(param: TrainingFile, id: string): BadTrainingData {
  const message = `The file '${id}' was deleted or has expired.`
  return new BadTrainingData(param, 'invalid_training_file', message)
}

function tooMuch(param: TrainingFile): BadTrainingData {
  const message = `The simulator learns from ${maxExamples} examples and ${maxTotalBytes} bytes at most.`
  return new BadTrainingData(param, 'invalid_training_file', message)
}
