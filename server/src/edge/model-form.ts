import type { IncomingMessage } from 'node:http'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { Form, FormFile, FormPart } from '../gateway/model-call.ts'
import { readParts } from './multipart.ts'
import { spool, type SpooledFile } from './spool.ts'

export interface ModelFormOptions {
  /** Of one file. */
  readonly maxFileBytes: number
  /** Where files that are not small wait. */
  readonly folder: string
}

/** A form whose files are kept; whoever read it closes it. */
export interface SpooledForm extends Form {
  close(): Promise<void>
}

/** No endpoint takes more: sixteen images and a mask. */
const maxFiles = 17

/** All text of a form together: a prompt, a few names and numbers, a voice to compare with. */
const maxTextBytes = 4 * 1024 * 1024

/** Reads the form of a model call; memory does not grow with its files. Throws GatewayError. */
export async function readModelForm(
  request: IncomingMessage,
  { maxFileBytes, folder }: ModelFormOptions,
): Promise<SpooledForm> {
  const parts: FormPart[] = []
  const spooled: SpooledFile[] = []
  const close = async () => void (await Promise.all(spooled.map((file) => file.close())))
  let textBytes = 0
  try {
    await readParts(
      request,
      { maxFiles, maxFileBytes },
      {
        field(name, value) {
          textBytes += Buffer.byteLength(value)
          if (textBytes > maxTextBytes) throw tooMuchText
          parts.push({ name, value })
        },
        async file({ field, filename, contentType, content }) {
          const place = parts.push({ name: field, value: '' }) - 1
          const file = await spool(content, folder)
          spooled.push(file)
          const { byteLength, head } = file
          const facts = { name: field, filename, contentType, byteLength, head }
          const part: FormFile = { ...facts, open: file.open }
          parts[place] = part
        },
      },
    )
  } catch (error) {
    await close()
    throw error
  }
  const fileBytes = spooled.reduce((sum, file) => sum + file.byteLength, 0)
  return { parts, byteLength: textBytes + fileBytes, close }
}

const tooMuchText = new GatewayError(
  'body_too_large',
  `The text fields of the form are larger than the limit of ${maxTextBytes} bytes.`,
)

export function isForm({ headers }: IncomingMessage): boolean {
  return /^multipart\/form-data\b/i.test(headers['content-type'] ?? '')
}
