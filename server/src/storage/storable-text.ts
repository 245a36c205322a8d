/**
 * NUL, and in JSON its escape and those of half a surrogate pair, become U+FFFD: one such text in a row
 * would hold up all that are written with it, and one in an id is a row that nobody has.
 * See https://www.postgresql.org/docs/current/datatype-json.html.
 */
export function storable(parameter: unknown): unknown {
  if (Array.isArray(parameter)) return parameter.map(storable)
  if (typeof parameter !== 'string') return parameter
  const text = parameter.includes('\0') ? parameter.replaceAll('\0', '\ufffd') : parameter
  return text.includes('\\u') ? text.replaceAll(unstorableEscape, String.raw`\ufffd`) : text
}

/** The backslash is one that escapes, not one that is escaped. */
const unstorableEscape =
  /(?<=(?<!\\)(?:\\\\)*)(?:\\u0000|\\ud[89ab][\da-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][\da-f]{2})\\ud[c-f][\da-f]{2})/gi
