import type { Recording } from '../data-folder.ts'
import type { IdMap } from './ids.ts'
import { isFileObject } from './provision.ts'
import { type FormField, readForm } from './recorded-form.ts'
import { png, textOf, trainingLines, wav } from './samples.ts'

export interface ReplayRequest {
  readonly path: string
  readonly body: string | FormData | null
}

const cutText = /^(data:[^,]*,|b64:)?[^…]*…\[\d+ chars\]$/

/**
 * The recorded request with our ids in it; what the recording cut or left out is made anew. `partIds` are
 * the parts that the session has uploaded so far.
 */
export function requestOf(
  recording: Recording,
  ids: IdMap,
  partIds: readonly string[],
): ReplayRequest {
  const { method, path, query } = recording
  return {
    path: ids.translate(path + query.replace(/^\?+/, '?')),
    body: method === 'POST' ? bodyOf(recording, ids, partIds) : null,
  }
}

function bodyOf(
  recording: Recording,
  ids: IdMap,
  partIds: readonly string[],
): string | FormData | null {
  const { path, req } = recording
  const form = readForm(req)
  if (form !== null) return formOf(path, form)
  if (isJsonObject(req)) return ids.translate(JSON.stringify(withWholeContent(req)))
  return leftOut(recording, partIds)
}

function isJsonObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function withWholeContent(value: unknown): unknown {
  if (typeof value === 'string') return cutText.test(value) ? wholeContent(value) : value
  if (Array.isArray(value)) return value.map(withWholeContent)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withWholeContent(item)]),
  )
}

function wholeContent(cut: string): string {
  if (cut.startsWith('data:audio')) return `data:audio/wav;base64,${wav().toString('base64')}`
  if (cut.startsWith('data:')) return `data:image/png;base64,${png.toString('base64')}`
  return wav().toString('base64')
}

function formOf(path: string, fields: readonly FormField[]): FormData {
  const form = new FormData()
  for (const { name, filename, content } of fields) {
    if (filename === null)
      form.append(name, content?.toString('utf8') ?? wholeContent('data:audio'))
    else form.append(name, fileOf(content ?? sampleOf(path)), filename.replace(/^.*[\\/]/, ''))
  }
  if (fields.length === 0 && path.startsWith('/audio/')) {
    form.append('file', fileOf(wav()), 'audio.wav')
    form.append('model', 'whisper-1')
  }
  return form
}

function fileOf(content: Buffer): Blob {
  return new Blob([new Uint8Array(content)])
}

function sampleOf(path: string): Buffer {
  if (path.startsWith('/audio/')) return wav()
  return path.startsWith('/images/') ? png : textOf(1000)
}

/** Binary bodies were not recorded: the answer says what they were. */
function leftOut(
  { path, body, status }: Recording,
  partIds: readonly string[],
): string | FormData | null {
  if (status >= 400) return null
  if (isFileObject(body)) {
    const { purpose, filename, bytes } = body
    if (path === '/files') return fileForm(purpose, filename, bytes)
    if (path === '/uploads') {
      return JSON.stringify({ purpose, filename, bytes, mime_type: 'text/jsonl' })
    }
  }
  if (path.endsWith('/parts')) {
    const form = new FormData()
    form.append('data', fileOf(textOf(partBytes)), 'part')
    return form
  }
  if (path === '/images/edits' || path === '/images/variations') return imageForm(path)
  return path.endsWith('/complete') ? JSON.stringify({ part_ids: partIds }) : null
}

/** The recorded uploads are of 8 bytes, in two parts. */
const partBytes = 4

function fileForm(purpose: string, filename: string, byteCount: number): FormData {
  const form = new FormData()
  form.append('purpose', purpose)
  form.append('file', fileOf(purpose === 'fine-tune' ? trainingLines : textOf(byteCount)), filename)
  return form
}

function imageForm(path: string): FormData {
  const form = new FormData()
  form.append('image', fileOf(png), 'image.png')
  if (path.endsWith('edits')) form.append('prompt', 'A blue background')
  return form
}
