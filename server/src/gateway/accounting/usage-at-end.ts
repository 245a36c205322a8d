import type { Answer } from '../endpoints/endpoint-row.ts'
import { parseObject } from '../endpoints/event-data.ts'

const usageKey = Buffer.from('"usage":')
/** What else of an answer decides what it costs. */
const tierKey = Buffer.from('"service_tier"')
/** The usage and the few fields after it; where more follows, the whole answer is parsed. */
export const usageEndBytes = 2048

/**
 * The usual case, without parsing the answer itself: `usage` is among the last fields of the object, so
 * what begins with it, after a brace, is an object of its own. Inside of another object it is not one,
 * for then a brace is left over; in a text its quotes would be escaped. Null, too, where the tier that the
 * answer was made in stands before it: OpenAI writes it behind, others as they like.
 */
export function parseUsageAtEnd(bytes: Buffer): Answer | null {
  const start = bytes.lastIndexOf(usageKey)
  if (start === -1 || bytes.length - start > usageEndBytes) return null
  const end = parseObject(`{${bytes.toString('utf8', start)}`)
  // Of two tiers the last one counts.
  if (end === null || 'service_tier' in end) return end
  const tier = bytes.indexOf(tierKey)
  return tier !== -1 && tier < start ? null : end
}
