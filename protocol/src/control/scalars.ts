import * as z from 'zod'

/** Micro-dollars stay exact integers far below 2^53. */
const maxUsd = 1_000_000_000
const microUsdPerUsd = 1_000_000

/** Dollars on the wire; at most 6 decimals, so that it is a whole number of micro-dollars. */
export const usd = z
  .number()
  .min(0)
  .max(maxUsd)
  .refine((amount) => toMicroUsd(amount) / microUsdPerUsd === amount, {
    error: 'too many decimals. Expected a value with at most 6 decimals.',
  })

export function toMicroUsd(amountUsd: number): number {
  return Math.round(amountUsd * microUsdPerUsd)
}

export function toUsd(amountMicroUsd: number): number {
  return amountMicroUsd / microUsdPerUsd
}

/** Seconds since 1970, as everywhere in the OpenAI API. The year 9999 is the last. */
const maxUnixSeconds = 253_402_300_799
export const unixSeconds = z.int().min(0).max(maxUnixSeconds)
export const unixSecondsQuery = z.coerce.number().int().min(0).max(maxUnixSeconds)

/** One line of text. Control characters do not belong in a name, and PostgreSQL cannot store all of them. */
export function line(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed(), {
      error: 'control characters. Expected one line of text.',
    })
}

export const displayName = line(64)
export const identifier = line(128)
export const modelName = line(256)

/** Text of any number of lines. PostgreSQL can store neither NUL nor half of a surrogate pair. */
export function text(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), {
      error: 'characters that are no text: NUL, or half of a surrogate pair.',
    })
}
