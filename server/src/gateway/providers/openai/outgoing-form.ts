import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Form, FormPart } from '../../model-call.ts'

interface OutgoingForm {
  readonly contentType: string
  /** Known beforehand: not every server takes a chunked body. */
  readonly byteLength: number
  readonly stream: Readable
}

/** The client's form, written anew with the target's model; files are read as they are sent. */
export function outgoingForm({ parts }: Form, model: string): OutgoingForm {
  const field = { name: 'model', value: model }
  const hasModel = parts.some(({ name }) => name === 'model')
  const named = hasModel ? parts : [field, ...parts]
  return writeForm(named.map((part) => (part.name === 'model' ? field : part)))
}

/** Parts in their order; files are read as they are sent. */
export function writeForm(parts: readonly FormPart[]): OutgoingForm {
  const boundary = `llavero-${randomUUID()}`
  const written = parts.map((part) => ({
    head: Buffer.from(`--${boundary}\r\n${headersOf(part)}\r\n\r\n`),
    content: 'open' in part ? part : Buffer.from(part.value),
  }))
  const end = Buffer.from(`--${boundary}--\r\n`)
  const byteLength = written.reduce(
    (sum, { head, content }) => sum + head.length + content.byteLength + lineEnd.length,
    end.length,
  )
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    byteLength,
    stream: Readable.from(write(), { objectMode: false }),
  }

  async function* write(): AsyncGenerator<Uint8Array> {
    for (const { head, content } of written) {
      yield head
      if (content instanceof Uint8Array) yield content
      else yield* content.open()
      yield lineEnd
    }
    yield end
  }
}

const lineEnd = Buffer.from('\r\n')

function headersOf(part: FormPart): string {
  const name = `content-disposition: form-data; name="${quoted(part.name)}"`
  if (!('open' in part)) return name
  return `${name}; filename="${quoted(part.filename)}"\r\ncontent-type: ${part.contentType}`
}

/** As browsers write names (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data). */
function quoted(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}
