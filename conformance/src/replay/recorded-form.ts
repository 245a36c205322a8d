/** One field of a recorded multipart form. Cut content is null: the recording kept only its beginning. */
export interface FormField {
  readonly name: string
  readonly filename: string | null
  readonly content: Buffer | null
}

/** Stands around binary content while the pieces are one text: a character that no form has. */
const mark = '\ue000'
const cutMark = /…\[\d+ chars\]$/

/** Reads a form as either of the two recorders wrote it: as a list of pieces, or as raw text. */
export function readForm(recorded: unknown): readonly FormField[] | null {
  if (Array.isArray(recorded)) return readPieces(recorded as readonly string[])
  if (typeof recorded !== 'string' || recorded === '') return null
  const text = recorded.startsWith('--')
    ? recorded
    : Buffer.from(recorded, 'base64').toString('latin1')
  return text.startsWith('--') ? readText(text) : null
}

/** Boundary, headers and content stand in pieces of their own; binary content as `b64:` and base64. */
function readPieces(pieces: readonly string[]): FormField[] {
  const text = pieces
    .map((piece) => (piece.startsWith('b64:') ? `${mark}${piece}${mark}` : piece))
    .join('')
  return readText(text)
}

function readText(text: string): FormField[] {
  const boundary = text.slice(0, text.indexOf('\r\n'))
  return text
    .split(boundary)
    .map((part) => /^\r\n(.*?)\r\n\r\n(.*)\r\n$/s.exec(part))
    .filter((match) => match !== null)
    .map(([, head = '', body = '']) => ({
      name: attributeOf(head, 'name') ?? '',
      filename: attributeOf(head, 'filename'),
      content: contentOf(body),
    }))
}

function attributeOf(head: string, name: string): string | null {
  const match = new RegExp(`[; ]${name}=(?:"([^"]*)"|([^;\\r\\n]*))`).exec(head)
  return match === null ? null : (match[1] ?? match[2] ?? '')
}

function contentOf(body: string): Buffer | null {
  if (cutMark.test(body.replaceAll(mark, ''))) return null
  const binary = /^\ue000b64:(.*)\ue000$/s.exec(body)
  if (binary !== null) return Buffer.from(binary[1] ?? '', 'base64')
  // What was decoded from base64 is bytes, one a character; other text may hold any character.
  const isBytes = body.split('').every((character) => character.charCodeAt(0) < 256)
  return Buffer.from(body, isBytes ? 'latin1' : 'utf8')
}
