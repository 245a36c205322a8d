import { InvalidArgumentError } from 'commander'

/** Readers of option values. They throw InvalidArgumentError, which names the option. */

export function readNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Not a number.')
  return value
}

/** `a,b` to a list; blanks around names do not count. */
export function readList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.includes('')) throw new InvalidArgumentError('Names are separated by single commas.')
  return names
}

/** A date as ISO 8601 writes it, to the Unix seconds of the wire. Without a zone it means UTC. */
export function readDate(text: string): number {
  const hasTime = text.includes('T')
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(text)
  const unixMs = Date.parse(hasTime && !hasZone ? `${text}Z` : text)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(unixMs)) {
    throw new InvalidArgumentError('Not a date such as 2027-01-31 or 2027-01-31T18:00:00Z.')
  }
  return Math.floor(unixMs / 1000)
}
