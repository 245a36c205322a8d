/**
 * Headers of an answer as they are written: name, value, name, value; names in lower case, none twice.
 * Node takes them so, and no call needs an object in between.
 */
export type HeaderList = readonly string[]

/** Undefined where it is absent. */
export function valueIn(headers: HeaderList, name: string): string | undefined {
  for (let at = 0; at < headers.length; at += 2) if (headers[at] === name) return headers[at + 1]
  return undefined
}

/** By name, for whoever is not called that often. */
export function fieldsOf(headers: HeaderList): Record<string, string> {
  const fields: Record<string, string> = {}
  for (let at = 0; at < headers.length; at += 2) fields[headers[at] ?? ''] = headers[at + 1] ?? ''
  return fields
}

/** Of fields whose names are in lower case. */
export function listOf(fields: Readonly<Record<string, string>>): HeaderList {
  return Object.entries(fields).flat()
}
