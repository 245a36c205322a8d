import { GatewayError } from '@llavero/protocol/errors.ts'

export interface ClientRulesParts {
  /** The model as the client named it, and as the provider knows it. */
  readonly model: string
  readonly targetModel: string
  /**
   * Whether the client may have its speech written down by this model, or by the one that the provider
   * takes where none is named; what refuses it, or null.
   */
  readonly judgeTranscription: (model: string | null) => GatewayError | null
}

/** What becomes of a frame of the client. */
export interface Ruling {
  /** What the client is told instead of passing its frame on; null when it passes. */
  readonly refusal: GatewayError | null
  /** The client's own id of the event that is refused. */
  readonly eventId: string | null
  /** What goes to the provider: the client's own frame wherever nothing has to change. */
  readonly frame: string
  /** How many tokens the frame adds to what the next response reads, at most. */
  readonly addedTokens: number
}

interface ClientFrame {
  readonly type?: unknown
  readonly event_id?: unknown
  readonly audio?: unknown
  /** A client may send anything: null, a number, a list. */
  readonly session?: SessionChange | null
  readonly response?: { readonly max_output_tokens?: unknown } | null
}

interface SessionChange {
  readonly model?: unknown
  readonly max_output_tokens?: unknown
  readonly audio?:
    | { readonly input?: { readonly transcription?: Transcription } | null | undefined }
    | null
    | undefined
  /** Its name in the first version of the protocol. */
  readonly input_audio_transcription?: Transcription
}

type Transcription = { readonly model?: unknown } | null | undefined

/** OpenAI counts ten tokens a second of speech; a second of the poorest sound is 5,333 bytes of base64. */
const base64BytesPerAudioToken = 400

/**
 * What a client may say in a session. The model decides scope and price, so it stays what it was; and
 * no answer gets longer than the budget affords.
 */
export class ClientRules {
  readonly #parts: ClientRulesParts

  constructor(parts: ClientRulesParts) {
    this.#parts = parts
  }

  judge(text: string, outputCapTokens: number | null): Ruling {
    const frame = parseFrame(text)
    const change = changeOf(frame, this.#parts, outputCapTokens)
    const refusal = this.#refusalOf(frame)
    return {
      refusal,
      eventId: typeof frame.event_id === 'string' ? frame.event_id : null,
      frame: change === null ? text : JSON.stringify({ ...frame, ...change }),
      addedTokens: refusal === null ? tokensOf(frame, text) : 0,
    }
  }

  #refusalOf({ type, session }: ClientFrame): GatewayError | null {
    if (type !== 'session.update' || !isObject(session)) return null
    const { model } = session
    if (model !== undefined && model !== this.#parts.model) {
      const message = `The model of a session cannot be changed: it is '${this.#parts.model}'.`
      return new GatewayError('unsupported_value', message, { param: 'session.model' })
    }
    const transcriber = transcriberOf(session)
    return transcriber === undefined ? null : this.#parts.judgeTranscription(transcriber)
  }
}

/**
 * The model that a session asks to write down what the client says: null where it leaves the choice to
 * the provider, undefined where nothing shall be written down.
 */
export function transcriberOf(session: SessionChange): string | null | undefined {
  const wish = session.audio?.input?.transcription ?? session.input_audio_transcription
  if (wish === undefined || wish === null) return undefined
  return typeof wish.model === 'string' ? wish.model : null
}

/** The part of a frame that has to be written anew; null where nothing has. */
function changeOf(
  { type, session, response }: ClientFrame,
  { model, targetModel }: ClientRulesParts,
  cap: number | null,
): Partial<ClientFrame> | null {
  if (type === 'response.create' && cap !== null && isLonger(response?.max_output_tokens, cap)) {
    return { response: { ...response, max_output_tokens: cap } }
  }
  if (type !== 'session.update' || !isObject(session)) return null
  const isRenamed = session.model !== undefined && model !== targetModel
  const isCapped =
    cap !== null &&
    session.max_output_tokens !== undefined &&
    isLonger(session.max_output_tokens, cap)
  if (!isRenamed && !isCapped) return null
  return {
    session: {
      ...session,
      ...(isRenamed && { model: targetModel }),
      ...(isCapped && { max_output_tokens: cap }),
    },
  }
}

/** `inf` and no limit are longer than any. */
function isLonger(limit: unknown, cap: number): boolean {
  return typeof limit !== 'number' || limit > cap
}

/** A byte-level tokenizer never makes more tokens than there are bytes. */
function tokensOf({ audio }: ClientFrame, text: string): number {
  if (typeof audio === 'string') return Math.ceil(audio.length / base64BytesPerAudioToken)
  return Buffer.byteLength(text)
}

/** What is no JSON object passes as it is: the provider says what it thinks of it. */
function parseFrame(text: string): ClientFrame {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function isObject<Value>(value: Value): value is Value & object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
