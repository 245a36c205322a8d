import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { Endpoint } from '@llavero/protocol/endpoints.ts'
import type { Caller } from '../gateway/model-call.ts'

/** One file of a form, as its bytes come. It has to be read, or destroyed, before the form goes on. */
export interface FormFile {
  readonly field: string
  readonly filename: string
  readonly contentType: string
  /** Ends early, with an error, where the file is larger than the form allows. */
  readonly content: Readable
}

export interface FormLimits {
  readonly maxFiles: number
  /** Of each file. */
  readonly maxFileBytes: number
}

/** Fields and files of a `multipart/form-data` body; fields like `a[b]` are nested as `{ a: { b } }`. */
export interface Form<Taken> {
  readonly fields: Readonly<Record<string, unknown>>
  readonly files: readonly Taken[]
}

/** What a route needs of a request: nothing but the caller was checked yet. */
export interface ResourceRequest {
  readonly caller: Caller
  readonly requestId: string
  /** HEAD is answered by the routes of GET. */
  readonly method: string
  /** The values of the path's `:names`, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: unknown
  readonly headers: IncomingHttpHeaders
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown
  /**
   * Reads a form while it comes, one file after the other: memory does not grow with it. Call it once, at
   * once. Throws GatewayError for what is no form or larger than allowed, and what `take` throws.
   */
  readForm<Taken>(
    limits: FormLimits,
    take: (file: FormFile) => Promise<Taken>,
  ): Promise<Form<Taken>>
}

export type ResourceReply =
  | { readonly body: object }
  | {
      /** 200 where it is absent. */
      readonly status?: number
      readonly content: Readable
      readonly headers: Readonly<Record<string, string>>
    }

/** One entry of a table of `/v1` routes that a feature exports and the edge mounts. */
export interface ResourceRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** E.g. `/v1/files/:id`. */
  readonly path: string
  /** What a key's scope must cover. */
  readonly endpoint: Endpoint
  /** Throws GatewayError. */
  answer(request: ResourceRequest): Promise<ResourceReply>
}
