import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { pipeline, Readable, type Transform } from 'node:stream'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { invalidJson } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { onItsOwn } from '../gateway/stream/own-memory.ts'
import type { HotRequest, RequestHead } from './exchange.ts'
import { fieldOf } from './request-headers.ts'
import { PlainRequest } from './plain/plain-request.ts'

/** What is let in of a body that nobody reads any more. */
const maxDroppedBytes = 8 * 1024 * 1024
const longestDropMs = 5_000

/** Deeper nesting than this is nobody's request. */
const deepest = 100

/**
 * Nor are more values than this. Each costs far more than its bytes: 32 MiB of empty objects would hold up all
 * other calls for ten seconds, and take gigabytes.
 */
const mostValues = 1_000_000
/** A body up to here has fewer: they are not counted. */
const uncountedBytes = 1024 * 1024

interface Decoder {
  readonly whole: (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>
  readonly stream: () => Transform
}

const gzip: Decoder = { whole: promisify(zlib.gunzip), stream: () => zlib.createGunzip() }

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', { whole: promisify(zlib.inflate), stream: () => zlib.createInflate() }],
  ['br', { whole: promisify(zlib.brotliDecompress), stream: () => zlib.createBrotliDecompress() }],
  ['zstd', { whole: promisify(zlib.zstdDecompress), stream: () => zlib.createZstdDecompress() }],
])

/** The bytes of a request's body, decompressed, never more than `maxBytes` of them. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const bytes = await collect(request, maxBytes)
  const decoder = decoderOf(request)
  // It lives as long as its call, which may be a long stream.
  return decoder === null ? onItsOwn(bytes) : decompressed(bytes, decoder, maxBytes)
}

/** The same for a body that is there; a promise only where it is compressed. */
export function bodyOf(request: PlainRequest, maxBytes: number): Buffer | Promise<Buffer> {
  const { body } = request
  if (body.length > maxBytes) throw tooLarge(maxBytes)
  const decoder = decoderOf(request)
  return decoder === null ? body : decompressed(body, decoder, maxBytes)
}

async function decompressed(bytes: Buffer, decoder: Decoder, maxBytes: number): Promise<Buffer> {
  try {
    return onItsOwn(await decoder.whole(bytes, { maxOutputLength: maxBytes }))
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes)
    throw undecodable(error)
  }
}

/** Of a body that is read by the HTTP library, which compares it with `content-length`. */
interface EncodedBody {
  receivedEncodedLength?: number
}

/**
 * A request's body while it comes, decompressed; the very same where it is not compressed. Breaks, with a
 * GatewayError, after `maxBytes` and where it cannot be decompressed. Throws for an unknown encoding.
 */
export function decoded(
  request: IncomingMessage,
  body: Readable,
  maxBytes = Number.POSITIVE_INFINITY,
): Readable & EncodedBody {
  const decoder = decoderOf(request)
  if (decoder === null) return body
  const pieces = pipeline(body, decoder.stream(), () => {})
  const plain: Readable & EncodedBody = Readable.from(upTo(maxBytes, pieces), { objectMode: false })
  body.on('data', ({ length }: Buffer) => {
    plain.receivedEncodedLength = (plain.receivedEncodedLength ?? 0) + length
  })
  return plain
}

async function* upTo(maxBytes: number, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let byteCount = 0
  try {
    for await (const piece of pieces) {
      byteCount += piece.length
      if (byteCount > maxBytes) throw tooLarge(maxBytes)
      yield piece
    }
  } catch (error) {
    throw error instanceof GatewayError ? error : undecodable(error)
  }
}

function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> | Buffer {
  if (request.complete) return readAtOnce(request, maxBytes)
  // It was cut off before anybody listened.
  if (request.destroyed) throw endedTooSoon(null)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let byteCount = 0
    request.on('data', (chunk: Buffer) => {
      byteCount += chunk.length
      if (byteCount <= maxBytes) chunks.push(chunk)
      else reject(tooLarge(maxBytes))
    })
    request.on('end', () => resolve(joined(chunks)))
    request.on('error', (cause) => reject(endedTooSoon(cause)))
  })
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
}

/** A body that has come as a whole: no events are needed for it. */
function readAtOnce(request: IncomingMessage, maxBytes: number): Buffer {
  if (request.readableLength > maxBytes) throw tooLarge(maxBytes)
  const chunks: Buffer[] = []
  for (;;) {
    const chunk = request.read() as Buffer | null
    if (chunk === null) return joined(chunks)
    chunks.push(chunk)
  }
}

/** Nobody is left to read the answer, and it is no bug of ours. */
function endedTooSoon(cause: unknown): GatewayError {
  return new GatewayError('invalid_json', 'The request ended before its body did.', { cause })
}

/**
 * Lets in a little of what a refused client is still sending, as one that is cut off at once would not
 * see its answer; then ends the connection.
 */
export function dropRest(request: HotRequest): void {
  if (request instanceof PlainRequest || request.readableEnded || request.destroyed) return
  let byteCount = 0
  const cutOff = setTimeout(() => request.destroy(), longestDropMs)
  request.on('data', (chunk: Buffer) => {
    byteCount += chunk.length
    if (byteCount > maxDroppedBytes) request.destroy()
  })
  request.once('close', () => clearTimeout(cutOff))
  request.resume()
}

/** Null for a body that is not compressed. */
function decoderOf(request: RequestHead): Decoder | null {
  const encoding = fieldOf(request, 'content-encoding')?.trim().toLowerCase()
  if (encoding === undefined || encoding === 'identity') return null
  const decoder = decoders.get(encoding)
  if (decoder !== undefined) return decoder
  throw new GatewayError(
    'unsupported_content_encoding',
    `Unsupported content-encoding: send the body as it is, or as ${[...decoders.keys()].join(', ')}.`,
  )
}

function undecodable(cause: unknown): GatewayError {
  return new GatewayError('invalid_json', 'The body could not be decompressed.', { cause })
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError(
    'body_too_large',
    `The body is larger than the limit of ${maxBytes} bytes.`,
  )
}

/**
 * Parses JSON and refuses what could harm who works with it: `__proto__` keys, endless nesting, and values
 * without number.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  // A lenient decoder would let it pass here, while a provider gets the bytes as they are.
  if (!isUtf8(bytes)) throw new GatewayError('invalid_json', invalidJson)
  if (bytes.length > uncountedBytes && hasTooManyValues(bytes)) {
    throw new GatewayError('body_too_large', `The body has more than ${mostValues} values.`)
  }
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

/** Counts what opens and separates values, outside of strings. */
function hasTooManyValues(bytes: Buffer): boolean {
  let count = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === quote) at = endOfString(bytes, at)
    else if (byte === comma || byte === openBrace || byte === openBracket) count++
    if (count > mostValues) return true
  }
  return false
}

/** Where the string ends that begins here; the end of the body where it does not. */
function endOfString(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(quote, start + 1)
  if (end === -1) return bytes.length
  if (bytes[end - 1] !== backslash) return end
  let at = start + 1
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at
}

const quote = 0x22
const comma = 0x2c
const openBracket = 0x5b
const backslash = 0x5c
const openBrace = 0x7b
