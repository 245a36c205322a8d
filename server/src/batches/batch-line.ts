import { GatewayError } from '@llavero/protocol/errors.ts'
import {
  batchEndpoints,
  type BatchPath,
  type BatchResult,
} from '@llavero/protocol/openai/batches.ts'
import { rowOf } from '../gateway/endpoints/endpoints.ts'
import type { ModelCall, ModelReply, Usage } from '../gateway/model-call.ts'
import { hexId } from '../resource/new-id.ts'
import type { LineClaim, LineResult } from '../storage/batches.ts'
import type { BatchParts } from './batches.ts'
import type { InputLine } from './input.ts'

/** The call that a line asks for. Throws GatewayError where its body is wrong. */
export function callOf(
  parts: BatchParts,
  endpoint: string,
  { body: value }: InputLine,
  requestId: string,
): ModelCall {
  const name = batchEndpoints[endpoint as BatchPath]
  const row = rowOf(name)
  const body = row.parseJson?.(value)
  if (body === undefined) throw new Error(`${endpoint} takes no JSON`)
  if (row.isStream(body)) {
    const message = "Invalid 'stream': requests of a batch cannot be streamed."
    throw new GatewayError('invalid_value', message, { param: 'stream' })
  }
  const { model } = body as { readonly model?: string | null }
  return {
    requestId,
    endpoint: name,
    model: model ?? row.defaultModel ?? '',
    stream: false,
    body,
    payload: Buffer.from(JSON.stringify(value)),
    feature: null,
    simulation: null,
    startedAtMs: parts.now(),
    arrivedAt: performance.now(),
    outputCapTokens: null,
    hasLeft: () => false,
  } as ModelCall
}

/** What a reply makes of a line: its output, or an error where the reply is one. */
export async function resultOf(
  claim: LineClaim,
  call: ModelCall,
  reply: ModelReply,
): Promise<LineResult> {
  const text = await textOf(reply)
  const body: unknown = parseOrKeep(text)
  const usage = reply.status >= 400 ? null : readUsage(call, body)
  return answeredResult(claim, { status: reply.status, body, usage })
}

/** What an answer makes of a line, whoever gave it. */
export function answeredResult(
  claim: LineClaim,
  { status, body, usage }: { status: number; body: unknown; usage: Usage | null },
): LineResult {
  return lineResult(claim, {
    response: { status_code: status, request_id: claim.request_id, body },
    isError: status >= 400,
    tokens: {
      input: usage?.inputTokens ?? 0,
      cachedInput: usage?.cachedInputTokens ?? 0,
      output: usage?.outputTokens ?? 0,
      reasoning: usage?.reasoningTokens ?? 0,
    },
  })
}

/** What a refusal makes of a line: the answer that a client of its own would have got. */
export function refusedResult(claim: LineClaim, error: GatewayError): LineResult {
  const { status } = error
  const response = { status_code: status, request_id: claim.request_id, body: error.toBody() }
  return lineResult(claim, { response, isError: true })
}

/** What becomes of a line that was not answered, and why. */
export function unansweredResult(
  claim: LineClaim,
  error: { readonly code: string; readonly message: string },
): LineResult {
  return lineResult(claim, { response: null, error, isError: true })
}

/**
 * The process that sent the line died before it had written the answer down. Whether the provider has
 * worked on it cannot be known, so it is not sent again: that might be billed twice.
 */
export const interrupted = {
  code: 'request_interrupted',
  message:
    'The server stopped while this request was under way. It was not sent again, because the provider may have billed it. Send it in a new batch.',
}

export const unanswered = {
  code: 'upstream_error',
  message: 'The provider has ended the batch without a result for this request.',
}

export const expired = {
  code: 'batch_expired',
  message: 'This request could not be executed before the completion window expired.',
}

const noTokens = { input: 0, cachedInput: 0, output: 0, reasoning: 0 }

function lineResult(
  claim: LineClaim,
  outcome: Pick<BatchResult, 'response'> &
    Partial<Pick<BatchResult, 'error'> & Pick<LineResult, 'tokens'>> &
    Pick<LineResult, 'isError'>,
): LineResult {
  const { response, error = null, isError, tokens = noTokens } = outcome
  const line: BatchResult = { id: hexId('batch_req_'), custom_id: claim.custom_id, response, error }
  return { ...claim, isError, tokens, result: JSON.stringify(line) }
}

async function textOf({ body }: ModelReply): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8')
  return Buffer.concat(await Array.fromAsync(body)).toString('utf8')
}

function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export function readUsage(call: ModelCall, answer: unknown): Usage | null {
  if (typeof answer !== 'object' || answer === null) return null
  return rowOf(call.endpoint).readUsage(answer, call)
}
