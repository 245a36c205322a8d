import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { invalidJson } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'

/** What is let in of a body that nobody reads any more. */
const maxDroppedBytes = 8 * 1024 * 1024
const longestDropMs = 5_000

/** Deeper nesting than this is nobody's request. */
const deepest = 100

type Decoder = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', promisify(zlib.gunzip)],
  ['x-gzip', promisify(zlib.gunzip)],
  ['deflate', promisify(zlib.inflate)],
  ['br', promisify(zlib.brotliDecompress)],
  ['zstd', promisify(zlib.zstdDecompress)],
])

/** The bytes of a request's body, decompressed, never more than `maxBytes` of them. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const bytes = await collect(request, maxBytes)
  const encoding = request.headers['content-encoding']
  return encoding === undefined || encoding === 'identity'
    ? bytes
    : decode(bytes, encoding, maxBytes)
}

function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let byteCount = 0
    request.on('data', (chunk: Buffer) => {
      byteCount += chunk.length
      if (byteCount <= maxBytes) chunks.push(chunk)
      else reject(tooLarge(maxBytes))
    })
    request.on('end', () => {
      const [first] = chunks
      resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks))
    })
    // Nobody is left to read the answer, and it is no bug of ours.
    request.on('error', (cause) => {
      reject(new GatewayError('invalid_json', 'The request ended before its body did.', { cause }))
    })
  })
}

/**
 * Lets in a little of what a refused client is still sending, as one that is cut off at once would not
 * see its answer; then ends the connection.
 */
export function dropRest(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return
  let byteCount = 0
  const cutOff = setTimeout(() => request.destroy(), longestDropMs)
  request.on('data', (chunk: Buffer) => {
    byteCount += chunk.length
    if (byteCount > maxDroppedBytes) request.destroy()
  })
  request.once('close', () => clearTimeout(cutOff))
  request.resume()
}

async function decode(bytes: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const decoder = decoders.get(encoding.trim().toLowerCase())
  if (decoder === undefined) {
    throw new GatewayError(
      'unsupported_content_encoding',
      `Unsupported content-encoding: send the body as it is, or as ${[...decoders.keys()].join(', ')}.`,
    )
  }
  try {
    return await decoder(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes)
    throw new GatewayError('invalid_json', 'The body could not be decompressed.', { cause: error })
  }
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError(
    'body_too_large',
    `The body is larger than the limit of ${maxBytes} bytes.`,
  )
}

/** Parses JSON and refuses what could harm who works with it: `__proto__` keys and endless nesting. */
export function parseJsonBody(bytes: Buffer): unknown {
  // A lenient decoder would let it pass here, while a provider gets the bytes as they are.
  if (!isUtf8(bytes)) throw new GatewayError('invalid_json', invalidJson)
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new GatewayError('invalid_json', invalidJson)
  }
  checkShape(value, 0)
  return value
}

function checkShape(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > deepest) {
    throw new GatewayError('body_too_deep', `The body nests deeper than ${deepest} levels.`)
  }
  if (Array.isArray(value)) {
    for (const item of value) checkShape(item, depth + 1)
    return
  }
  for (const key in value) {
    if (key === '__proto__')
      throw new GatewayError('forbidden_key', "The body has a key named '__proto__'.")
    checkShape((value as Record<string, unknown>)[key], depth + 1)
  }
}
