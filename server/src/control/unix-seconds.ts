/** The wire counts seconds, as the OpenAI API does; the server counts milliseconds. */
export function toUnixSeconds(unixMs: number): number {
  return Math.floor(unixMs / 1000)
}

export function toUnixSecondsOrNull(unixMs: number | null): number | null {
  return unixMs === null ? null : toUnixSeconds(unixMs)
}
