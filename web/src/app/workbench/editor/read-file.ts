import { maxSnippetLength } from './snippet-limits'

export type FileReading =
  | { readonly ok: true; readonly name: string; readonly text: string }
  | { readonly ok: false; readonly reason: 'tooLarge' | 'notText' }

// A character has at most four bytes.
const maxBytes = maxSnippetLength * 4

/** A file as text: one that is too large or no text is refused. */
export async function readCodeFile(file: File): Promise<FileReading> {
  if (file.size > maxBytes) return { ok: false, reason: 'tooLarge' }
  try {
    // A file that is gone by now, or may not be read, is none either.
    const bytes = await file.arrayBuffer()
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (text.includes('\0')) return { ok: false, reason: 'notText' }
    if (text.length > maxSnippetLength) return { ok: false, reason: 'tooLarge' }
    return { ok: true, name: file.name, text }
  } catch {
    return { ok: false, reason: 'notText' }
  }
}
