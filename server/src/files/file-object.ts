import type { FileObject, FilePurpose } from '@llavero/protocol/openai/files.ts'
import type { FileRow } from '../storage/files.ts'

export function fileObject(file: FileRow): FileObject {
  return {
    object: 'file',
    id: file.id,
    purpose: file.purpose as FilePurpose,
    filename: file.filename,
    bytes: file.bytes,
    created_at: Math.floor(file.created_at / 1000),
    expires_at: file.expires_at === null ? null : Math.floor(file.expires_at / 1000),
    status: 'processed',
    status_details: null,
  }
}
