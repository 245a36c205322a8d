import type { ValueSource } from './value-source.ts'
import type { JsonObject } from './json-object.ts'
import type { Random } from './random.ts'

/** A string of the format and length that the schema asks for. */
export function stringOfSchema(schema: JsonObject, source: ValueSource): string {
  const format = formats.get(String(schema['format']))
  if (format !== undefined) return format(source.random)
  const most = typeof schema['maxLength'] === 'number' ? schema['maxLength'] : Infinity
  const least = typeof schema['minLength'] === 'number' ? schema['minLength'] : 0
  const fits = (text: string): boolean => lengthOf(text) >= least && lengthOf(text) <= most
  const text = namesIn(source.prompt).find(fits) ?? source.phrase()
  return fits(text) ? text : resize(text, { least, most })
}

/** What a prompt names: quoted text first, then capitalised words that do not begin a sentence. */
function namesIn(prompt: string): string[] {
  const quoted = [...prompt.matchAll(/["“«'‘]([^"”»'’]{1,80})["”»'’]/gu)].map(
    ([, text = '']) => text,
  )
  const names = [
    ...prompt.matchAll(/(?<=[\p{Ll},] )\p{Lu}[\p{L}\p{N}-]*(?: \p{Lu}[\p{L}\p{N}-]*)*/gu),
  ]
  return [...quoted, ...names.map(([name]) => name)]
}

/** JSON Schema counts characters, not UTF-16 units. */
function lengthOf(text: string): number {
  return Array.from(text).length
}

/** A schema may ask for a million characters; nobody needs to see them. */
const maxPadding = 10_000

function resize(text: string, { least, most }: { least: number; most: number }): string {
  const wanted = Math.min(least, maxPadding)
  const unit = text === '' ? 'x' : text
  const padded = unit.repeat(Math.ceil(wanted / lengthOf(unit)) || 1)
  return Array.from(padded)
    .slice(0, Math.max(0, Math.min(most, Math.max(wanted, lengthOf(unit)))))
    .join('')
}

const formats = new Map<string, (random: Random) => string>(
  Object.entries({
    'date-time': (random: Random) => `${dateFrom(random)}T${timeFrom(random)}Z`,
    date: dateFrom,
    time: (random: Random) => `${timeFrom(random)}Z`,
    duration: (random: Random) => `P${numberBelow(random, 30) + 1}D`,
    email: (random: Random) => `person${numberBelow(random, 1000)}@example.com`,
    hostname: (random: Random) => `host${numberBelow(random, 1000)}.example.com`,
    ipv4: (random: Random) => `192.0.2.${numberBelow(random, 256)}`,
    ipv6: (random: Random) => `2001:db8::${numberBelow(random, 65_536).toString(16)}`,
    uri: (random: Random) => `https://example.com/${numberBelow(random, 1000)}`,
    uuid: uuidFrom,
  }),
)

function numberBelow(random: Random, end: number): number {
  return Math.floor(random() * end)
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

function dateFrom(random: Random): string {
  const month = numberBelow(random, 12) + 1
  const day = numberBelow(random, 28) + 1
  return `${2000 + numberBelow(random, 30)}-${twoDigits(month)}-${twoDigits(day)}`
}

function timeFrom(random: Random): string {
  return [24, 60, 60].map((end) => twoDigits(numberBelow(random, end))).join(':')
}

/** Version 4. */
function uuidFrom(random: Random): string {
  const digits = 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'
  return digits.replaceAll('x', () => numberBelow(random, 16).toString(16))
}
