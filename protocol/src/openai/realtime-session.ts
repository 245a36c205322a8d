import type { RealtimeSession } from './realtime.ts'

export interface SessionFrame {
  /** `sess_…` */
  readonly id: string
  readonly model: string
  /** Unix seconds; 0 where no end is known yet, as the service says it. */
  readonly expiresAt: number
}

/**
 * A session as the service shows it: everything that the client did not set stands at its default
 * (`RealtimeSessionCreateResponseGA`).
 */
export function describeSession(session: RealtimeSession, frame: SessionFrame): object {
  return {
    type: 'realtime',
    object: 'realtime.session',
    id: frame.id,
    model: frame.model,
    output_modalities: ['audio'],
    instructions: '',
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    tracing: null,
    truncation: 'auto',
    prompt: null,
    expires_at: frame.expiresAt,
    ...withoutModelAndAudio(session),
    audio: describeAudio(session.audio ?? {}),
    include: session['include'] ?? null,
  }
}

function withoutModelAndAudio(session: RealtimeSession): object {
  const { model: _model, audio: _audio, include: _include, ...rest } = session
  return rest
}

const pcm = { type: 'audio/pcm', rate: 24_000 }

const serverVoiceDetection = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 200,
  idle_timeout_ms: null,
  create_response: true,
  interrupt_response: true,
}

function describeAudio({ input, output }: NonNullable<RealtimeSession['audio']>): object {
  return {
    input: {
      format: pcm,
      transcription: null,
      noise_reduction: null,
      turn_detection: serverVoiceDetection,
      ...input,
    },
    output: { format: pcm, voice: 'alloy', speed: 1, ...output },
  }
}
