import type { Recording } from '../data-folder.ts'
import type { Script } from '../../../server/test/fakes/upstream.ts'

/**
 * Why the simulator cannot stand for the provider of a recorded call; null where it can. Then a provider
 * answers as the recorded one did, and what is compared is what the gateway makes of it.
 */
export function whyAsRecorded(recording: Recording): string | null {
  const { path, req, status, body, sse, text } = recording
  if (status >= 400 || (body ?? sse ?? text) === undefined) return null
  const request = (req ?? {}) as Readonly<Record<string, unknown>>
  const form = Array.isArray(req) ? req.join('') : ''
  if (path === '/audio/speech' && !simulatedSound.has(request['response_format'])) {
    return 'The simulator speaks WAV and PCM, and encodes no other format'
  }
  if (request['output_format'] === 'webp' || request['model'] === 'dall-e-3') {
    return 'The simulator draws PNG and rewrites no prompt'
  }
  if (Array.isArray(request['modalities']) && request['modalities'].includes('audio')) {
    return 'The simulator answers chats in text'
  }
  if (form.includes('gpt-4o-mini-transcribe') && !form.includes('name=stream')) {
    return 'The simulator bills transcripts by the second, as whisper-1 does'
  }
  return null
}

const simulatedSound: ReadonlySet<unknown> = new Set(['wav', 'pcm'])

/** The recorded answer, said by a provider. */
export function recordedScript({ headers, status, body, sse, text }: Recording): Script {
  const isSound = (headers['content-type'] ?? '').startsWith('audio/')
  const bytes =
    text !== undefined && isSound
      ? Buffer.from(text, 'base64')
      : Buffer.from(sse ?? text ?? JSON.stringify(body ?? null))
  return (response) => {
    response.writeHead(status, { 'content-type': headers['content-type'] ?? 'application/json' })
    response.end(bytes)
  }
}
