/** Of refusals that another try may mend; so may every one of 500 and above. */
export const retryableStatuses: ReadonlySet<number> = new Set([408, 409, 425, 429])

/** `retry-after-ms`, or `retry-after` in seconds or as an HTTP date (RFC 9110, 10.2.3). */
export function parseRetryAfterMs(
  headers: Readonly<Record<string, string>>,
  nowMs = Date.now(),
): number | null {
  const exact = Number(headers['retry-after-ms'] ?? Number.NaN)
  if (exact >= 0) return exact
  const text = headers['retry-after']
  if (text === undefined) return null
  const seconds = Number(text)
  if (seconds >= 0) return seconds * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs)
}
