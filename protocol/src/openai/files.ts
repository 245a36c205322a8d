import * as z from 'zod'
import { GatewayError } from '../errors.ts'
import { excerpt } from '../error-messages.ts'

/** What a client may upload a file for, in the order in which the service names them. */
export const uploadPurposes = [
  'fine-tune',
  'assistants',
  'batch',
  'user_data',
  'vision',
  'evals',
] as const
export type UploadPurpose = (typeof uploadPurposes)[number]

/** Files that the server makes have purposes of their own. */
export type FilePurpose = UploadPurpose | 'assistants_output' | 'batch_output' | 'fine-tune-results'

/** From one hour to 30 days after the file was made. */
export const expiresAfter = z.strictObject({
  anchor: z.enum(['created_at']),
  seconds: z.int().min(3600).max(2_592_000),
})
export type ExpiresAfter = z.output<typeof expiresAfter>

/** `POST /v1/files`, without the file itself. Numbers of a form are text. */
export const createFileForm = z.strictObject({
  purpose: z.string(),
  expires_after: z
    .strictObject({
      anchor: z.enum(['created_at']),
      seconds: z.coerce.number().int().min(3600).max(2_592_000),
    })
    .optional(),
})

/** Checks a purpose in the service's own words, which are others than for fields of JSON. */
export function parsePurpose(purpose: string): UploadPurpose {
  const known = uploadPurposes.find((candidate) => candidate === purpose)
  if (known !== undefined) return known
  const choices = uploadPurposes.map((candidate) => `'${candidate}'`).join(', ')
  throw new GatewayError(
    'not_one_of',
    `'${excerpt(purpose)}' is not one of [${choices}] - 'purpose'`,
    { param: 'purpose' },
  )
}

/** `GET /v1/files`. Parameters that are not known are ignored. */
export const listFilesQuery = z.object({
  purpose: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
  order: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().optional(),
})
export type ListFilesQuery = z.output<typeof listFilesQuery>

/** `file-` and 22 letters and digits. Times are Unix seconds. */
export interface FileObject {
  readonly object: 'file'
  readonly id: string
  readonly purpose: FilePurpose
  readonly filename: string
  readonly bytes: number
  readonly created_at: number
  readonly expires_at: number | null
  readonly status: 'uploaded' | 'processed' | 'error'
  readonly status_details: string | null
}

/** The answer to `DELETE /v1/files/{id}`. */
export interface FileDeleted {
  readonly object: 'file'
  readonly deleted: true
  readonly id: string
}
