export interface StopSearch {
  /** Where the first stop sequence begins; null when there is none. */
  readonly stopAt: number | null
  /** How much of the text can be shown now: the rest may be the beginning of a stop sequence. */
  readonly safeLength: number
}

/** Looks for stop sequences in text that is still growing. */
export function searchStops(text: string, stops: readonly string[]): StopSearch {
  const places = stops.map((stop) => text.indexOf(stop)).filter((place) => place !== -1)
  if (places.length > 0) {
    const stopAt = Math.min(...places)
    return { stopAt, safeLength: stopAt }
  }
  const held = stops.map((stop) => longestOpenStop(text, stop))
  return { stopAt: null, safeLength: text.length - Math.max(0, ...held) }
}

/** How long the longest ending of the text is that begins a stop sequence. */
function longestOpenStop(text: string, stop: string): number {
  for (let length = Math.min(stop.length - 1, text.length); length > 0; length--) {
    if (stop.startsWith(text.slice(-length))) return length
  }
  return 0
}
