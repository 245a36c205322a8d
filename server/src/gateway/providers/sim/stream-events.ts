import type { StreamEvent } from '../../model-call.ts'

/** Writes events as they stand in a stream; their bytes lie side by side in one buffer. */
export function encodeEvents(payloads: readonly string[]): StreamEvent[] {
  const texts = payloads.map((data) => `data: ${data}\n\n`)
  const bytes = Buffer.from(texts.join(''))
  let start = 0
  return texts.map((text, index) => {
    const end = start + Buffer.byteLength(text)
    const event = { bytes: bytes.subarray(start, end), name: '', data: payloads[index] ?? null }
    start = end
    return event
  })
}

/** An event whose data is no JSON. */
export const garbledEvent: StreamEvent = {
  bytes: Buffer.from('data: {"choices":[{"delta":{"con\u0000\n\n'),
  name: '',
  data: '{"choices":[{"delta":{"con\u0000',
}
