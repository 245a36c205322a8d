import type { HttpRequest } from './exchange.ts'

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/
const target = /^\/[\x21-\x7e]*$/

/** Checked once for each list of headers: that of a provider is the same for all of its calls. */
const checkedLines = new WeakMap<readonly string[], string>()

/**
 * The lines before the body, up to the blank one. Throws TypeError where a part would not stay in its
 * place: a line break in a value is the beginning of another request.
 */
export function headOf({ method, path, headers, body }: HttpRequest, host: string): string {
  if (!target.test(path)) throw new TypeError('a path that cannot be sent')
  const length =
    body === null && method === 'GET' ? '' : `content-length: ${body?.byteLength ?? 0}\r\n`
  return `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${linesOf(headers)}${length}\r\n`
}

function linesOf(headers: readonly string[]): string {
  const known = checkedLines.get(headers)
  if (known !== undefined) return known
  let lines = ''
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? ''
    const value = headers[at + 1] ?? ''
    if (!token.test(name) || !fieldValue.test(value)) {
      throw new TypeError(`a header that cannot be sent: ${token.test(name) ? name : 'its name'}`)
    }
    lines += `${name}: ${value}\r\n`
  }
  checkedLines.set(headers, lines)
  return lines
}
