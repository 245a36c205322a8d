import * as z from 'zod'
import type { FileObject } from './files.ts'
import { expiresAfter, uploadPurposes } from './files.ts'

/** 8 GB, as documented. */
const largestUploadBytes = 8 * 1024 ** 3

/** `POST /v1/uploads` */
export const createUploadBody = z.strictObject({
  filename: z.string().min(1).max(255),
  purpose: z.enum(uploadPurposes),
  bytes: z.int().min(1).max(largestUploadBytes),
  mime_type: z.string().min(1).max(255),
  expires_after: expiresAfter.optional(),
})
export type CreateUploadBody = z.output<typeof createUploadBody>

/** `POST /v1/uploads/{id}/complete`. The parts are joined in this order. */
export const completeUploadBody = z.strictObject({
  part_ids: z.array(z.string()).min(1).max(10_000),
  /** Hex, of the whole file. */
  md5: z
    .string()
    .regex(/^[0-9a-fA-F]{32}$/)
    .nullish(),
})
export type CompleteUploadBody = z.output<typeof completeUploadBody>

/** `upload_` and 32 hex digits. Times are Unix seconds. `file` is there once it is completed. */
export interface UploadObject {
  readonly id: string
  readonly object: 'upload'
  readonly bytes: number
  readonly created_at: number
  readonly filename: string
  readonly purpose: string
  readonly status: 'pending' | 'completed' | 'cancelled' | 'expired'
  readonly expires_at: number
  readonly file?: FileObject
}

export interface UploadPartObject {
  readonly id: string
  readonly object: 'upload.part'
  readonly created_at: number
  readonly upload_id: string
}
