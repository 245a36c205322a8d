/** The thread in which the simulator tokenises and generates; `GenerationWorker` is its other end. */
import { parentPort } from 'node:worker_threads'
import { type ErrorCode, GatewayError } from '@llavero/protocol/errors.ts'
import { countText, decodeTokens } from '../../../tokens/o200k.ts'
import { complete } from './completion.ts'
import type { CompletionJob, Piece } from './completion-piece.ts'
import { createLanguageModel, type LanguageModel } from './language-model.ts'
import type { MediaJob } from './media-job.ts'
import type { MediaPiece } from './media-piece.ts'
import { describeNextToken, type NextTokenQuestion, type NextTokens } from './next-token.ts'
import { messageText } from './prompt.ts'
import { TunedModel, type Tuning, type TuningStep } from './tuned-model.ts'

/** A question to the thread. It answers each in turn, under the question's id. */
export type Question =
  | { readonly kind: 'count'; readonly text: string }
  | { readonly kind: 'decode'; readonly tokens: readonly number[] }
  | { readonly kind: 'next-token'; readonly question: NextTokenQuestion }
  | { readonly kind: 'start'; readonly session: number; readonly job: CompletionJob }
  | { readonly kind: 'continue'; readonly session: number; readonly pieceCount: number }
  | { readonly kind: 'produce'; readonly session: number; readonly job: MediaJob }
  | { readonly kind: 'next'; readonly session: number }
  | {
      readonly kind: 'tune'
      readonly session: number
      readonly tuning: Tuning
      readonly doneSteps: number
    }
  | { readonly kind: 'step'; readonly session: number }
  | { readonly kind: 'learn'; readonly model: string; readonly tuning: Tuning }
  | { readonly kind: 'end'; readonly session: number }

export type Answer =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'next-token'; readonly tokens: NextTokens }
  | { readonly kind: 'done' }
  /** Null after the last one. */
  | { readonly kind: 'step'; readonly step: TuningStep | null }
  | { readonly kind: 'pieces'; readonly pieces: readonly Piece[] }
  /** `isOver` comes alone, after the last piece. */
  | { readonly kind: 'media'; readonly piece: MediaPiece; readonly isOver: boolean }
  /** A GatewayError in parts: its class does not survive the way between threads. */
  | {
      readonly kind: 'refusal'
      readonly code: ErrorCode
      readonly message: string
      readonly param: string | null
    }
  | { readonly kind: 'failure'; readonly error: Error }

const sessions = new Map<number, Iterator<Piece>>()

const mediaSessions = new Map<number, Iterator<MediaPiece>>()

const tuningSessions = new Map<number, Iterator<TuningStep>>()

let languageModel: LanguageModel | null = null

/** Fine-tuned models that were called, by name. */
const tunedModels = new Map<string, LanguageModel>()

async function answer(question: Question): Promise<Answer> {
  switch (question.kind) {
    case 'count':
      return { kind: 'count', count: countText(question.text) }
    case 'decode':
      return { kind: 'text', text: decodeTokens(question.tokens) }
    case 'next-token':
      languageModel ??= createLanguageModel()
      return {
        kind: 'next-token',
        tokens: describeNextToken(languageModel, question.question),
      }
    case 'start': {
      languageModel ??= createLanguageModel()
      const job = await withCodeAnswer(question.job)
      sessions.set(question.session, complete(job, tunedModels.get(job.model) ?? languageModel))
      return { kind: 'done' }
    }
    case 'continue':
      return takePieces(question.session, question.pieceCount)
    case 'produce': {
      // Painting and speaking are loaded when somebody asks for them.
      const { produce } = await import('./media-job.ts')
      mediaSessions.set(question.session, produce(question.job))
      return { kind: 'done' }
    }
    case 'next':
      return takeMedia(question.session)
    case 'tune':
      tuningSessions.set(
        question.session,
        new TunedModel(question.tuning).train(question.doneSteps),
      )
      return { kind: 'done' }
    case 'step': {
      const next = tuningSessions.get(question.session)?.next()
      return { kind: 'step', step: next?.done === false ? next.value : null }
    }
    case 'learn':
      tunedModels.set(question.model, new TunedModel(question.tuning).learnAll())
      return { kind: 'done' }
    case 'end':
      tuningSessions.delete(question.session)
      sessions.delete(question.session)
      mediaSessions.delete(question.session)
      return { kind: 'done' }
  }
}

/** The code helper brings a parser, so it is loaded when somebody calls it. */
async function withCodeAnswer(job: CompletionJob): Promise<CompletionJob> {
  if (job.model !== 'sim-code' || job.repeat !== null) return job
  const { answerAboutCode } = await import('./code/answer.ts')
  const messages = job.request.messages.map((message) => ({
    role: message.role,
    text: messageText(message),
  }))
  return { ...job, repeat: answerAboutCode(messages) }
}

function takePieces(session: number, pieceCount: number): Answer {
  const source = sessions.get(session)
  if (source === undefined) throw new Error('The session is over.')
  const pieces: Piece[] = []
  while (pieces.length < pieceCount) {
    const next = source.next()
    if (next.done === true) break
    pieces.push(next.value)
  }
  return { kind: 'pieces', pieces }
}

function takeMedia(session: number): Answer {
  const source = mediaSessions.get(session)
  if (source === undefined) throw new Error('The session is over.')
  const next = source.next()
  return next.done === true
    ? { kind: 'media', piece: null, isOver: true }
    : { kind: 'media', piece: next.value, isOver: false }
}

async function answerOrFail(question: Question): Promise<Answer> {
  try {
    return await answer(question)
  } catch (error) {
    if (error instanceof GatewayError) {
      const { code, message, param } = error
      return { kind: 'refusal', code, message, param }
    }
    return { kind: 'failure', error: error instanceof Error ? error : new Error(String(error)) }
  }
}

parentPort?.on('message', ({ id, question }: { id: number; question: Question }) => {
  void answerOrFail(question).then((answer) => parentPort?.postMessage({ id, answer }))
})
