import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { decoded } from './body.ts'
import { repeated } from './given-once.ts'
import type { Form, FormFile, FormLimits } from '../resource/route.ts'

/** Fields are names, numbers and prompts. */
const maxFieldBytes = 1024 * 1024
const maxFields = 256

/** Who gets the parts of a form, in the order in which they come. */
export interface PartTakers {
  /** Throws GatewayError for a field that cannot be taken. */
  field(name: string, value: string): void
  /** The upload goes no faster than it reads `file.content`. */
  file(file: FormFile): Promise<unknown>
}

/**
 * Reads a `multipart/form-data` body while it comes: `take` gets one file after the other and the upload
 * goes no faster than it reads. Fields may stand before or after the files. Throws GatewayError for what is
 * no form, breaks off or is larger than allowed, and what `take` throws.
 */
export async function readForm<Taken>(
  request: IncomingMessage,
  limits: FormLimits,
  take: (file: FormFile) => Promise<Taken>,
): Promise<Form<Taken>> {
  const fields: Record<string, unknown> = {}
  const taken: Promise<Taken>[] = []
  await readParts(request, limits, {
    field(name, value) {
      const fault = setField(fields, name, value)
      if (fault !== null) throw fault
    },
    file(file) {
      const result = take(file)
      taken.push(result)
      return result
    },
  })
  return { fields, files: await Promise.all(taken) }
}

/** The parts of a `multipart/form-data` body while it comes; resolves when all files were taken. */
export async function readParts(
  request: IncomingMessage,
  limits: FormLimits,
  takers: PartTakers,
): Promise<void> {
  const parser = openParser(request, limits)
  const body = decoded(request, request)
  const contents: Readable[] = []
  const taken: Promise<unknown>[] = []
  const whole = Promise.withResolvers<void>()
  parser.on('field', (name, value, isNameCut, isValueCut) => {
    try {
      if (isNameCut || isValueCut) throw tooLong
      takers.field(name, value)
    } catch (error) {
      whole.reject(error)
    }
  })
  parser.on('file', (...[field, content, filename, , contentType]) => {
    // Told to whoever reads it; nobody may be reading yet.
    content.on('error', () => {})
    content.once('limit', () => content.destroy(tooLarge(limits.maxFileBytes)))
    contents.push(content)
    const result = takers.file({ field, filename: filename ?? '', contentType, content })
    // What it throws ends the form at once: the rest of the body is of no use.
    result.then(() => content.resume(), whole.reject)
    taken.push(result)
  })
  for (const event of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.once(event, () => whole.reject(tooMany))
  }
  parser.once('finish', () => whole.resolve())
  parser.on('error', (cause: unknown) => whole.reject(broken(cause)))
  request.once('close', () => {
    if (!request.complete) whole.reject(broken(null))
  })
  // Its own limits hold for what comes out of a compressed body, too.
  if (body !== request) body.once('error', whole.reject)
  body.pipe(parser)
  try {
    await whole.promise
    await Promise.all(taken)
  } catch (error) {
    // Whoever waits for more of a file must not wait for ever.
    for (const content of contents) content.destroy(broken(error))
    await Promise.allSettled(taken)
    throw error
  } finally {
    body.unpipe(parser)
    if (body !== request) body.destroy()
    parser.destroy()
  }
}

function openParser(request: IncomingMessage, limits: FormLimits): BusboyInstance {
  const contentType = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\s*;/i.test(contentType)) {
    throw new GatewayError('unsupported_content_type', 'The body must be multipart/form-data.')
  }
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      limits: {
        files: limits.maxFiles,
        fileSize: limits.maxFileBytes,
        fields: maxFields,
        fieldSize: maxFieldBytes,
      },
    })
  } catch (error) {
    throw broken(error)
  }
}

/**
 * `expires_after[anchor]` is `anchor` inside `expires_after`, and each `include[]` is one more of the list
 * `include`. Returns what is wrong with the name.
 */
function setField(
  fields: Record<string, unknown>,
  name: string,
  value: string,
): GatewayError | null {
  const [, base, brackets = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? []
  if (base === undefined) return new GatewayError('invalid_form', 'A field has no proper name.')
  const path = [base, ...Array.from(brackets.matchAll(/\[([^[\]]*)\]/g), ([, step = '']) => step)]
  if (path.includes('__proto__')) {
    return new GatewayError('forbidden_key', "The body has a key named '__proto__'.")
  }
  const isListed = path.length > 1 && path.at(-1) === ''
  if (isListed) path.pop()
  const last = path.pop() ?? base
  let place = fields
  for (const step of path) place = objectAt(place, step)
  const known = place[last]
  if (isListed) place[last] = Array.isArray(known) ? [...known, value] : [value]
  else if (Object.hasOwn(place, last)) return repeated(name)
  else place[last] = value
  return null
}

function objectAt(place: Record<string, unknown>, step: string): Record<string, unknown> {
  const known = place[step]
  if (typeof known === 'object' && known !== null) return known as Record<string, unknown>
  const made: Record<string, unknown> = {}
  place[step] = made
  return made
}

const tooLong = new GatewayError('invalid_form', 'A field of the form is too long.')
const tooMany = new GatewayError('invalid_form', 'The form has too many parts.')

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError(
    'body_too_large',
    `The file is larger than the limit of ${maxBytes} bytes.`,
  )
}

function broken(cause: unknown): GatewayError {
  const message = 'The body is not valid multipart/form-data, or it ended too early.'
  return new GatewayError('invalid_form', message, { cause })
}
