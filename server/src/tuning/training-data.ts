import { GatewayError } from '@llavero/protocol/errors.ts'
import { type TrainingContent, trainingLine } from '@llavero/protocol/openai/fine-tuning.ts'
import { parse } from '@llavero/protocol/parse.ts'
import { readFile } from '../files/files.ts'
import { linesOf } from '../files/lines.ts'
import type { Example, TuningParts } from './tuning.ts'

/** A file that cannot be learnt from. */
export class BadTrainingData extends Error {
  readonly code: 'invalid_training_file' | 'invalid_n_examples'

  constructor(code: BadTrainingData['code'], message: string) {
    super(message)
    this.name = 'BadTrainingData'
    this.code = code
  }
}

const maxLineBytes = 1024 * 1024
/** All examples are in memory while they are learnt. */
const maxExamples = 10_000
const maxTotalBytes = 8 * 1024 * 1024

/** Reads all examples of a file, checking each line. Throws BadTrainingData. */
export async function readExamples(
  parts: TuningParts,
  fileId: string,
  minExamples: number,
): Promise<Example[]> {
  const examples: Example[] = []
  let totalBytes = 0
  const bytes = await readFile(parts.files, { id: fileId })
  for await (const line of linesOf(bytes, maxLineBytes)) {
    totalBytes += line.bytes?.length ?? 0
    if (line.bytes?.length === 0) continue
    examples.push(readExample(parts, line.number, line.bytes))
    if (examples.length > maxExamples || totalBytes > maxTotalBytes) throw tooMuch
  }
  if (examples.length >= minExamples) return examples
  throw new BadTrainingData(
    'invalid_n_examples',
    `Training file has ${examples.length} example(s), but must have at least ${minExamples} examples`,
  )
}

function readExample(parts: TuningParts, line: number, bytes: Buffer | null): Example {
  if (bytes === null) throw badLine(line, `longer than ${maxLineBytes} bytes.`)
  try {
    const { messages } = parse(trainingLine, parts.parseJson(bytes))
    const last = messages.at(-1)
    const question = messages.findLast(({ role }) => role === 'user')
    if (last?.role !== 'assistant' || textOf(last.content) === '') {
      throw badLine(line, 'the last message must be one of the assistant with text.')
    }
    return { question: textOf(question?.content), answer: textOf(last.content) }
  } catch (error) {
    if (error instanceof GatewayError) throw badLine(line, error.message)
    throw error
  }
}

function textOf(value: TrainingContent): string {
  if (typeof value === 'string') return value
  return (value ?? []).map(({ text }) => text ?? '').join('\n')
}

function badLine(line: number, reason: string): BadTrainingData {
  const message = `The job failed due to an invalid training file. Invalid file format. Line ${line}: ${reason}`
  return new BadTrainingData('invalid_training_file', message)
}

const tooMuch = new BadTrainingData(
  'invalid_training_file',
  `The simulator learns from ${maxExamples} examples and ${maxTotalBytes} bytes at most.`,
)
