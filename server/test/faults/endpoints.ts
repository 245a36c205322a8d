import { chunkText, doneText, usageChunkText } from '../fakes/upstream.ts'

interface FaultyRequest {
  /** Null for a form, which says it itself. */
  readonly type: string | null
  readonly body: string | FormData
}

/** What a healthy provider says on one endpoint, for the faults to break. */
export interface FaultyEndpoint {
  /** The log's name of the endpoint. */
  readonly name: string
  readonly path: string
  /** A model with a price; its snapshots have the same one. */
  readonly model: string
  /** What the client sends, in that form, to that model. */
  request(model: string, isStream: boolean): FaultyRequest
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

const imageUsage = {
  input_tokens: 10,
  input_tokens_details: { text_tokens: 10, image_tokens: 0 },
  output_tokens: 20,
  total_tokens: 30,
}

const images: FaultyEndpoint = {
  name: 'images.generations',
  path: '/v1/images/generations',
  model: 'gpt-image-1',
  request: (model, stream) =>
    jsonRequest({ model, stream, prompt: 'A key.', ...(stream && { partial_images: 1 }) }),
  whole: { type: 'application/json', body: imageAnswer('aGVsbG8=') },
  events: [
    eventOf({ type: 'image_generation.partial_image', partial_image_index: 0, b64_json: 'aGk=' }),
    eventOf({ type: 'image_generation.completed', b64_json: 'aGVsbG8=', usage: imageUsage }),
  ],
  end: doneText,
  largeEvent: (byteCount) =>
    eventOf({ type: 'image_generation.partial_image', b64_json: 'x'.repeat(byteCount) }),
  largeWhole: (byteCount) => imageAnswer('x'.repeat(byteCount)),
}

function imageAnswer(base64: string): Buffer {
  return Buffer.from(
    JSON.stringify({ created: 1, data: [{ b64_json: base64 }], usage: imageUsage }),
  )
}

const speech: FaultyEndpoint = {
  name: 'audio.speech',
  path: '/v1/audio/speech',
  model: 'gpt-4o-mini-tts',
  request: (model, stream) =>
    jsonRequest({
      model,
      input: 'Hello.',
      voice: 'alloy',
      ...(stream && { stream_format: 'sse' }),
    }),
  whole: { type: 'audio/mpeg', body: Buffer.alloc(4096, 'sound') },
  events: [
    eventOf({ type: 'speech.audio.delta', audio: 'aGVsbG8=' }),
    eventOf({
      type: 'speech.audio.done',
      usage: { input_tokens: 3, output_tokens: 20, total_tokens: 23 },
    }),
  ],
  end: doneText,
  largeEvent: (byteCount) => eventOf({ type: 'speech.audio.delta', audio: 'x'.repeat(byteCount) }),
  largeWhole: (byteCount) => Buffer.alloc(byteCount, 'sound'),
}

const transcriptUsage = { type: 'tokens', input_tokens: 10, output_tokens: 5, total_tokens: 15 }

const transcription: FaultyEndpoint = {
  name: 'audio.transcriptions',
  path: '/v1/audio/transcriptions',
  model: 'gpt-4o-transcribe',
  request: (model, stream) => ({ type: null, body: transcriptionForm(model, stream) }),
  whole: { type: 'application/json', body: transcriptAnswer('Hello.') },
  events: [
    eventOf({ type: 'transcript.text.delta', delta: 'Hello.' }),
    eventOf({ type: 'transcript.text.done', text: 'Hello.', usage: transcriptUsage }),
  ],
  end: doneText,
  largeEvent: (byteCount) =>
    eventOf({ type: 'transcript.text.delta', delta: 'x'.repeat(byteCount) }),
  largeWhole: (byteCount) => transcriptAnswer('x'.repeat(byteCount)),
}

function transcriptionForm(model: string, stream: boolean): FormData {
  const form = new FormData()
  form.append('file', new Blob(['sound']), 'speech.wav')
  form.append('model', model)
  form.append('stream', String(stream))
  return form
}

function transcriptAnswer(text: string): Buffer {
  return Buffer.from(JSON.stringify({ text, usage: transcriptUsage }))
}

export const faultyEndpoints: readonly FaultyEndpoint[] = [
  chat,
  completions,
  images,
  speech,
  transcription,
]
