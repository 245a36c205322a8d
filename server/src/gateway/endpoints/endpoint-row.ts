import type { CallOf, Form, ModelEndpoint, Requests, StreamEvent, Usage } from '../model-call.ts'

/**
 * All that is particular to one endpoint. The stages read it and have no case for any endpoint: a new one
 * is a file that fills this row, a line in `endpoints.ts`, and its request in `model-call.ts`.
 */
export interface EndpointRow<E extends ModelEndpoint = ModelEndpoint> {
  /** Below `/v1` here, below the base address at a provider of the OpenAI dialect. */
  readonly path: `/${string}`
  /** Checks a JSON body; null where the endpoint takes only forms. Throws GatewayError. */
  readonly parseJson: ((value: unknown) => Requests[E]) | null
  /** Checks a form; null where the endpoint takes only JSON. Throws GatewayError. */
  readonly parseForm: ((form: Form) => Requests[E]) | null
  /** For a form: what one file may have at most. */
  readonly maxFileBytes: number
  /** The model of a request that names none; null where it has to. */
  readonly defaultModel: string | null
  /** What scope, price, hold and the form of the answer depend on: sent on only as it was read. */
  readonly decisiveKeys: ReadonlySet<string>
  /** Whether a provider tells the usage of a stream only when `stream_options.include_usage` asks for it. */
  readonly asksForStreamUsage: boolean

  /** Whether the answer is asked for as a stream of events. */
  isStream(body: Requests[E]): boolean
  /** Whether an answer that is no stream of events is JSON; otherwise it is text or sound, as it comes. */
  answersJson(body: Requests[E]): boolean
  /** The most that a call can use, known before it is sent. */
  mostUsed(call: CallOf<E>, model: ModelSizes | null): MostUsed
  /** What a whole answer says was used; null where it does not, or says nothing that can be true. */
  readUsage(answer: Answer, call: CallOf<E>): Usage | null
  /** What was used as far as we can see, where the provider does not say. Errs on the expensive side. */
  estimateUsage(call: CallOf<E>, output: OutputSeen): Usage
  /** Reads one stream of events; null where the endpoint has none. */
  readStream(call: CallOf<E>): EventReading | null
}

/** What is known of a model from the price list. */
export interface ModelSizes {
  readonly model: string
  readonly contextTokens: number | null
  readonly maxOutputTokens: number | null
}

/** What may have no known price at a model that has one. */
export type UnpricedField = 'service_tier' | 'web_search_options'

export interface MostUsed {
  readonly usage: Usage
  /** How many answers were asked for. */
  readonly answers: number
  /** False where nothing bounds it, and `usage` is only likely; absent where it is true. */
  readonly isBounded?: boolean
  /** A field that asks for something without a known price; absent where there is none. */
  readonly unpricedField?: UnpricedField | null
  /** True where the client set a limit itself, or there is nothing that could be limited in tokens. */
  readonly isOutputBounded: boolean
  /** A likely figure, not a bound: limits on tokens are about throughput, and are settled exactly. */
  readonly tokensForRateLimit: number
}

/** The JSON object that a whole answer is, or its end with the usage. */
export interface Answer {
  readonly usage?: unknown
  readonly error?: unknown
  readonly data?: unknown
  readonly service_tier?: unknown
}

/** How much of an answer came, for an estimate. */
export interface OutputSeen {
  readonly pieces: number
  readonly bytes: number
}

/** Reads a stream as it passes: usage, its end, errors. One per stream. */
export interface StreamReading<Batch> {
  /** Whether it consists of events, so that an error can be told in it. */
  readonly hasEvents: boolean
  /** Whether reading to its end, once the client has left, may tell what was used. */
  readonly tellsUsage: boolean
  readonly usage: Usage | null
  /** Nothing after it counts. */
  readonly isDone: boolean
  /** Whether its last event was there. Bytes have none: for them the end of the HTTP body counts. */
  readonly isWhole: boolean
  /** An error event of the upstream, or data that is no JSON. */
  readonly fault: 'upstream_error' | 'upstream_invalid' | null
  readonly output: OutputSeen
  /** The bytes of `batch` that the client gets; none after the end or an error. */
  take(batch: Batch): Uint8Array
}

export type EventReading = StreamReading<readonly StreamEvent[]>
