/** A picture as it is known until now. */
export interface Picture {
  /** A `data:` address. */
  readonly source: string
  readonly isFinished: boolean
}

interface ImageEvent {
  readonly type?: string
  readonly b64_json?: string
  readonly output_format?: string
  readonly error?: { readonly message?: string }
}

/**
 * The pictures after an event of a stream: a coarse one is replaced by the next, a finished one stays. Throws what
 * the stream tells of a failure.
 */
export function pictureAfter(known: readonly Picture[], data: string): readonly Picture[] {
  const event = JSON.parse(data) as ImageEvent
  if (event.error !== undefined) throw new Error(event.error.message ?? data)
  if (event.b64_json === undefined) return known
  const source = `data:image/${event.output_format ?? 'png'};base64,${event.b64_json}`
  const picture = { source, isFinished: event.type?.endsWith('.completed') === true }
  const isGoingOn = known.at(-1)?.isFinished === false
  return [...(isGoingOn ? known.slice(0, -1) : known), picture]
}
