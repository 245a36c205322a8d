/**
 * The words that every stage of the data plane shares. A stage imports this file and its own folder;
 * what it needs from another stage is handed to it by `app.ts`.
 */
import type { Endpoint, ModelEndpoint } from '@llavero/protocol/endpoints.ts'
import type { GatewayError } from '@llavero/protocol/errors.ts'
import type { Limit } from '@llavero/protocol/limit.ts'
import type {
  SpeechRequest,
  TranscriptionRequest,
  TranslationRequest,
} from '@llavero/protocol/openai/audio.ts'
import type { ChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { CompletionRequest } from '@llavero/protocol/openai/completions.ts'
import type { EmbeddingRequest } from '@llavero/protocol/openai/embeddings.ts'
import type {
  ImageEditRequest,
  ImageGenerationRequest,
  ImageVariationRequest,
} from '@llavero/protocol/openai/images.ts'
import type { ModerationRequest } from '@llavero/protocol/openai/moderations.ts'
import type { FrameChannel, FrameListener } from '../egress/frame-channel.ts'
import type { Hold } from '../quota/ledger.ts'
import type { HeaderList } from './header-list.ts'

export type { Endpoint, FrameChannel, FrameListener, Limit, ModelEndpoint }

/** Who is calling, as found by `auth/`. Immutable; shared by all calls of one key. */
export interface Caller {
  readonly kind: 'key' | 'session' | 'anonymous'
  /** Public part of the key; null for a person's session and for anonymous use of the simulator. */
  readonly keyId: string | null
  readonly personId: string | null
  readonly projectId: string
  /** Allowed model names or patterns with a trailing `*`; null means all. */
  readonly models: readonly string[] | null
  /** Allowed endpoints; null means all. */
  readonly endpoints: readonly Endpoint[] | null
  /** Unix milliseconds; null means never. */
  readonly expiresAtMs: number | null
  readonly limits: readonly Limit[]
}

/** What a request of each endpoint says, checked. */
export interface Requests extends Record<ModelEndpoint, object> {
  chat: ChatRequest
  completions: CompletionRequest
  embeddings: EmbeddingRequest
  moderations: ModerationRequest
  'images.generations': ImageGenerationRequest
  'images.edits': ImageEditRequest
  'images.variations': ImageVariationRequest
  'audio.speech': SpeechRequest
  'audio.transcriptions': TranscriptionRequest
  'audio.translations': TranslationRequest
  realtime: RealtimeTurn
}

/** One response of a realtime session, before it begins. */
interface RealtimeTurn {
  readonly model: string
  /** How much it can read at most. */
  readonly inputTokensBound: number
  /** `OpenAI-Beta`, for clients of the protocol's first version; null for today's. */
  readonly betaHeader: string | null
  readonly [field: string]: unknown
}

/**
 * Fields of a body that lead to other models than `model`, or to what costs apart: `models`, `route`, `plugins` and
 * `preset` at OpenRouter, `models` and `providerOptions` at Vercel's gateway, `fallbacks` at LiteLLM's, and
 * `search_parameters` at xAI, which are searches by the piece.
 */
export const leadingElsewhere: ReadonlySet<string> = new Set([
  'models',
  'route',
  'plugins',
  'preset',
  'providerOptions',
  'fallbacks',
  'search_parameters',
])

interface CallFacts {
  /** `req_` + 32 hex digits that sort by arrival: the first 12 are its time in Unix milliseconds. */
  readonly requestId: string
  /** The model name as the client wrote it, or the endpoint's own where the client named none. */
  readonly model: string
  readonly stream: boolean
  /**
   * What `body` was parsed from: the bytes of JSON, sent on as they are where nothing has to change, or
   * a form whose files lie on disk.
   */
  readonly payload: Uint8Array | Form
  /** `x-llavero-feature`: what part of the client's product this call is for; at most 64 characters. */
  readonly feature: string | null
  /** `x-llavero-sim`: latency and faults on demand; only the simulator reads it. */
  readonly simulation: string | null
  /** Unix milliseconds, for the log. */
  readonly startedAtMs: number
  /** `performance.now()` at arrival, for durations. */
  readonly arrivedAt: number
  /** Set by `admit` where a budget affords fewer tokens than the model may write and the client set no limit. */
  readonly outputCapTokens: number | null
  /** Asks whether the client has left: then there is no use in another try. */
  readonly hasLeft: () => boolean
  /** True where who leaves means to stop: the upstream is cut off at once, and what it used is estimated. */
  readonly stopsWithClient?: boolean
}

/** One call of a model at one endpoint. */
export type CallOf<E extends ModelEndpoint> = CallFacts & {
  readonly endpoint: E
  readonly body: Requests[E]
}

/** One call of a model, parsed once at the edge; `endpoint` tells what `body` is. */
export type ModelCall = { readonly [E in ModelEndpoint]: CallOf<E> }[ModelEndpoint]

/** A `multipart/form-data` body (RFC 7578). Its files live as long as the call. */
export interface Form {
  /** In the order in which they came, which is kept on the way to a provider. */
  readonly parts: readonly FormPart[]
  /** Of all parts together. */
  readonly byteLength: number
}

export type FormPart = FormField | FormFile

export interface FormField {
  readonly name: string
  readonly value: string
}

export interface FormFile {
  readonly name: string
  readonly filename: string
  readonly contentType: string
  readonly byteLength: number
  /** Its first bytes, some hundred at most; absent where the file was made here. */
  readonly head?: Uint8Array
  /** Its bytes from the start, anew at each call. */
  open(): AsyncIterable<Uint8Array>
}

/** How a reply ended. A stream that was cut is never `complete`. */
export type Verdict =
  | 'complete'
  | 'truncated'
  | 'provider_error'
  | 'client_gone'
  | 'server_stopped'
  | 'refused'

/**
 * What was used, in every unit that somebody bills: what a price does not name costs nothing. Cached,
 * audio and image tokens are part of the input or output, reasoning is part of the output.
 */
export interface Usage {
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly cacheWriteTokens: number
  readonly audioInputTokens: number
  readonly imageInputTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
  readonly audioOutputTokens: number
  readonly imageOutputTokens: number
  /** Pictures made. */
  readonly images: number
  /** Their quality and size, e.g. `hd 1024x1792`; empty where they are not billed by it. */
  readonly imageKind: string
  /** Of text to be spoken. */
  readonly characters: number
  /** Of sound that was listened to. */
  readonly audioMs: number
  /** The tier that served the call, or that it asked for where the answer does not say. */
  readonly serviceTier: ServiceTier
  /** True where we counted because the provider did not say. */
  readonly isEstimated: boolean
}

/**
 * By price: `standard` is all that costs as much as it, `fast` was once called priority. `batch` is never
 * asked for by a call: it is what a provider does as a whole, when it finds the time.
 */
export type ServiceTier = 'standard' | 'flex' | 'fast' | 'batch'

/** One place that a call can be sent to. */
export interface Target {
  /** Provider and model in one word: the same for the same place, whatever route leads there. */
  readonly id: string
  readonly providerId: string
  readonly providerName: string
  readonly dialect: 'openai' | 'sim'
  /** The model's name at the provider. */
  readonly model: string
}

/** What an admitted call carries to the meter, which gives the hold back exactly once. */
export interface Ticket {
  readonly caller: Caller
  /** The call as admitted: `outputCapTokens` may have been set. */
  readonly call: ModelCall
  readonly hold: Hold
  /** `x-ratelimit-*`, as they stand after this call was counted. */
  readonly headers: HeaderList
  /** `performance.now()` when the call was let in, for the log. */
  readonly admittedAt?: number
}

/** A limit that said no: an outcome, not an exception. */
export interface Refusal {
  readonly allowed: false
  readonly error: GatewayError
}

export type Admission = { readonly allowed: true; readonly ticket: Ticket } | Refusal

/** Where a call goes: targets in the order in which they are tried; never empty. */
export interface Plan {
  readonly targets: readonly Target[]
}

/** One server-sent event. `bytes` is the event as it came, with its blank line; `data` its joined data lines. */
export interface StreamEvent {
  readonly bytes: Uint8Array
  /** The `event:` field; empty when there was none. */
  readonly name: string
  /** Null for a comment or an event without data. */
  readonly data: string | null
}

/** The events of one read of the upstream at a time. */
export type EventStream = AsyncIterable<readonly StreamEvent[]>

/** What is neither held whole nor made of events: sound, or JSON too long to hold. */
export interface ByteStream {
  readonly pieces: AsyncIterable<Uint8Array>
}

/**
 * What a provider answers. A whole body is complete (a cut one is an UpstreamFailure). A stream ends when
 * the upstream closed, and throws UpstreamFailure when it broke; returning early from it aborts the
 * upstream.
 */
export interface ProviderReply {
  readonly status: number
  /** The few headers worth passing on, lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | EventStream | ByteStream
  /** Gives the memory of a whole body back, when it has been written and nobody reads it any more. */
  readonly release?: (() => void) | null
}

/** Translates between us and one dialect. It never retries, bills, logs or reads settings. */
export interface Provider {
  send(target: Target, call: ModelCall): Promise<ProviderReply>
  /** Opens a realtime session; absent where the dialect has none. Throws UpstreamFailure. */
  connect?(target: Target, call: CallOf<'realtime'>): Promise<FrameChannel>
}

/** A provider's reply with the story of how it was got. */
export interface RoutedReply extends ProviderReply {
  readonly target: Target
  /** How many times an upstream was tried, over all targets; 1 when the first try answered. */
  readonly attempts: number
  /** Milliseconds spent waiting for upstreams and between tries: not our own overhead. */
  readonly waitedMs: number
  /** `performance.now()` when the first byte of the answer was here. */
  readonly firstByteAt: number
  /** The tries before the one that answered; absent where the first one did. */
  readonly failedTries?: readonly FailedTry[] | undefined
}

/** A try at an upstream that failed, for the log. */
export interface FailedTry {
  readonly target: Target
  readonly fault: UpstreamFault
  /** The upstream's HTTP status; null when it never answered. */
  readonly status: number | null
  /** With the pause after it. */
  durationMs: number
}

/** A realtime session with a provider. */
export interface Connection {
  readonly target: Target
  readonly channel: FrameChannel
}

/** What leaves the pipeline: ready for the edge, which adds headers of its own, to write. */
export interface ModelReply {
  readonly status: number
  readonly headers: HeaderList
  /** A stream is read to its end, or returned early when the client left: then it is drained behind the scenes. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
  /** To be called when the body has been written; needs not be. */
  readonly release?: (() => void) | null
}

/** What went wrong between us and an upstream, by name: the client's `code`, too. */
export type UpstreamFault =
  | 'upstream_unreachable'
  | 'upstream_connect_timeout'
  | 'upstream_first_byte_timeout'
  | 'upstream_idle_timeout'
  | 'upstream_truncated'
  | 'upstream_invalid'
  | 'upstream_unauthorized'
  | 'upstream_error'
  | 'upstream_circuit_open'

/** Lives between providers and routing; whether it may be retried is decided once, where it is made. */
export class UpstreamFailure extends Error {
  readonly fault: UpstreamFault
  /** The upstream's HTTP status; null when it never answered. */
  readonly status: number | null
  readonly isRetryable: boolean
  /** From `retry-after`; null when the upstream did not say. */
  readonly retryAfterMs: number | null
  /** The upstream's own answer, to pass on when no try is left; null when there was none worth passing. */
  readonly reply: ProviderReply | null
  /** Set by routing, for the log. */
  attempts = 0
  target: Target | null = null
  failedTries: readonly FailedTry[] | undefined = undefined

  constructor(fault: UpstreamFault, message: string, detail: UpstreamFailureDetail = {}) {
    super(message, { cause: detail.cause })
    this.name = 'UpstreamFailure'
    this.fault = fault
    this.status = detail.status ?? null
    this.isRetryable = detail.isRetryable ?? false
    this.retryAfterMs = detail.retryAfterMs ?? null
    this.reply = detail.reply ?? null
  }
}

export interface UpstreamFailureDetail {
  readonly status?: number
  readonly isRetryable?: boolean
  readonly retryAfterMs?: number | null
  readonly reply?: ProviderReply
  readonly cause?: unknown
}
