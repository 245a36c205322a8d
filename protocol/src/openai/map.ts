import * as z from 'zod'
import type { RawIssue } from '../issue-wording.ts'
import { issuesOf } from '../parse.ts'

export interface MapLimits {
  readonly maxEntries?: number
  readonly maxKeyLength?: number
}

/**
 * An object with free keys and values of one kind. Unlike `z.record` it stops at the first fault and
 * copies nothing: a hostile map of a million entries costs no more than reading it.
 */
export function mapOf<Value extends z.ZodType>(
  value: Value,
  { maxEntries = Infinity, maxKeyLength = Infinity }: MapLimits = {},
): z.ZodType<Record<string, z.output<Value>>> {
  return z.custom<Record<string, z.output<Value>>>().check(({ value: map, issues }) => {
    const fault =
      shapeFault(map) ?? sizeFault(map, maxEntries) ?? entryFault(map, value, maxKeyLength)
    if (fault !== null) issues.push(fault)
  })
}

function shapeFault(map: unknown): RawIssue | null {
  const isMap = typeof map === 'object' && map !== null && !Array.isArray(map)
  return isMap ? null : { code: 'invalid_type', expected: 'object', input: map }
}

function sizeFault(map: object, maxEntries: number): RawIssue | null {
  // Counting a big map takes its time: only where there is a limit.
  if (maxEntries === Infinity) return null
  const size = Object.keys(map).length
  if (size <= maxEntries) return null
  const message =
    `too many properties. Expected an object with at most ${maxEntries} properties, ` +
    `but got an object with ${size} properties instead.`
  return { code: 'custom', params: { code: 'object_above_max_properties' }, message, input: map }
}

function entryFault(map: object, schema: z.ZodType, maxKeyLength: number): RawIssue | null {
  for (const [key, value] of Object.entries(map)) {
    if (key.length > maxKeyLength) {
      return {
        code: 'too_big',
        origin: 'property name',
        maximum: maxKeyLength,
        input: key,
        path: [key],
      }
    }
    const [issue] = issuesOf(schema, value)
    if (issue !== undefined) return { ...issue, path: [key, ...(issue.path ?? [])] }
  }
  return null
}
