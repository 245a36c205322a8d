import { chunkText, doneText, usageChunkText } from '../fakes/upstream.ts'

/** What a healthy provider says on one endpoint, for the faults to break. */
export interface FaultyEndpoint {
  /** The log's name of the endpoint. */
  readonly name: string
  readonly path: string
  /** A model with a price; its snapshots have the same one. */
  readonly model: string
  /** What the client sends, in that form, to that model. */
  request(
    model: string,
    isStream: boolean,
  ): { readonly type: string; readonly body: string | FormData }
  readonly whole: { readonly type: string; readonly body: Buffer }
  /** All events before the end of the stream, with the usage in the last one. */
  readonly events: readonly string[]
  /** What ends the stream. */
  readonly end: string
  /** An event of so many bytes, at least. */
  largeEvent(byteCount: number): string
  /** A whole answer of so many bytes, at least. */
  largeWhole(byteCount: number): Buffer
}

const chatUsage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }

function jsonRequest(body: object) {
  return { type: 'application/json', body: JSON.stringify(body) }
}

function chatAnswer(content: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      id: 'chatcmpl-fake',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-4o-mini',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content, refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: chatUsage,
    }),
  )
}

const chat: FaultyEndpoint = {
  name: 'chat',
  path: '/v1/chat/completions',
  model: 'gpt-4o-mini',
  request: (model, stream) =>
    jsonRequest({ model, stream, max_tokens: 5, messages: [{ role: 'user', content: 'Hello.' }] }),
  whole: { type: 'application/json', body: chatAnswer('Hello.') },
  events: [
    chunkText({ role: 'assistant', content: 'Hello' }),
    chunkText({ content: '.' }),
    chunkText({}, 'stop'),
    usageChunkText(chatUsage),
  ],
  end: doneText,
  largeEvent: (byteCount) => chunkText({ content: 'x'.repeat(byteCount) }),
  largeWhole: (byteCount) => chatAnswer('x'.repeat(byteCount)),
}

const textFrame = { id: 'cmpl-fake', object: 'text_completion', created: 1 }

function textAnswer(text: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      ...textFrame,
      model: 'gpt-3.5-turbo-instruct',
      choices: [{ index: 0, text, logprobs: null, finish_reason: 'stop' }],
      usage: chatUsage,
    }),
  )
}

function textChunk(text: string, finishReason: string | null = null): string {
  const choices = [{ index: 0, text, logprobs: null, finish_reason: finishReason }]
  return eventOf({ ...textFrame, choices })
}

function eventOf(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

const completions: FaultyEndpoint = {
  name: 'completions',
  path: '/v1/completions',
  model: 'gpt-3.5-turbo-instruct',
  request: (model, stream) => jsonRequest({ model, stream, max_tokens: 5, prompt: 'Hello.' }),
  whole: { type: 'application/json', body: textAnswer('Hello.') },
  events: [
    textChunk('Hello'),
    textChunk('.', 'stop'),
    eventOf({ ...textFrame, choices: [], usage: chatUsage }),
  ],
  end: doneText,
  largeEvent: (byteCount) => textChunk('x'.repeat(byteCount)),
  largeWhole: (byteCount) => textAnswer('x'.repeat(byteCount)),
}

export const faultyEndpoints: readonly FaultyEndpoint[] = [chat, completions]
