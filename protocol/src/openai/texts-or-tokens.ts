import * as z from 'zod'
import type { RawIssue } from '../issue-wording.ts'

/** Text, texts, the tokens of one text, or those of several. */
export type TextsOrTokens =
  | string
  | readonly string[]
  | readonly number[]
  | readonly (readonly number[])[]

const expected =
  'a string, an array of strings, an array of integers, or an array of integer arrays'

/**
 * A prompt or what is to be embedded. Checked by hand: a union of schemas would go over an array of a
 * million numbers once for each branch.
 */
export function textsOrTokens({
  maxItems,
  allowsEmpty = true,
}: {
  readonly maxItems: number
  readonly allowsEmpty?: boolean
}): z.ZodType<TextsOrTokens> {
  return z.custom<TextsOrTokens>().check(({ value, issues }) => {
    const fault = faultOf(value, maxItems) ?? (allowsEmpty ? null : emptyText(value))
    if (fault !== null) issues.push(fault)
  })
}

function faultOf(value: unknown, maxItems: number): RawIssue | null {
  if (typeof value === 'string') return null
  if (!Array.isArray(value)) return wrongType(value)
  const items: readonly unknown[] = value
  // The tokens of one text are as many as the model takes.
  const isOneText = typeof items[0] === 'number'
  const lengthFault = wrongLength(items, isOneText ? Infinity : maxItems)
  if (lengthFault !== null) return lengthFault
  if (typeof items[0] === 'string') return firstFault(items, textFault)
  return isOneText ? firstFault(items, tokenFault) : firstFault(items, tokensFault)
}

function firstFault(
  items: readonly unknown[],
  check: (item: unknown) => RawIssue | null,
): RawIssue | null {
  for (const [index, item] of items.entries()) {
    const fault = check(item)
    if (fault !== null) return { ...fault, path: [index, ...(fault.path ?? [])] }
  }
  return null
}

function textFault(item: unknown): RawIssue | null {
  return typeof item === 'string'
    ? null
    : { code: 'invalid_type', expected: 'string', input: item, inst: z.string() }
}

function tokenFault(item: unknown): RawIssue | null {
  const isInteger = Number.isInteger(item)
  if (isInteger && Number(item) < 0) {
    return { code: 'too_small', origin: 'int', minimum: 0, input: item, inst: z.int() }
  }
  return isInteger ? null : { code: 'invalid_type', expected: 'int', input: item, inst: z.int() }
}

function tokensFault(item: unknown): RawIssue | null {
  if (!Array.isArray(item))
    return { code: 'invalid_type', expected: 'array', input: item, inst: z.array(z.int()) }
  return wrongLength(item, Infinity) ?? firstFault(item, tokenFault)
}

function wrongLength(items: readonly unknown[], maximum: number): RawIssue | null {
  if (items.length === 0) return { code: 'too_small', origin: 'array', minimum: 1, input: items }
  if (items.length > maximum) return { code: 'too_big', origin: 'array', maximum, input: items }
  return null
}

function emptyText(value: unknown): RawIssue | null {
  if (value === '') return { code: 'too_small', origin: 'string', minimum: 1, input: value }
  if (!Array.isArray(value)) return null
  const index = value.indexOf('')
  if (index === -1) return null
  return { code: 'too_small', origin: 'string', minimum: 1, input: '', path: [index] }
}

function wrongType(input: unknown): RawIssue {
  if (input === undefined) return { code: 'invalid_type', expected: 'string', input }
  const message = `expected ${expected}.`
  return { code: 'custom', params: { code: 'invalid_type' }, message, input }
}
