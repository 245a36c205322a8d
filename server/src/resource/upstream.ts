import type { Readable } from 'node:stream'

/** A file on its way to a provider. */
export interface OutgoingFile {
  readonly purpose: string
  readonly filename: string
  readonly byteLength: number
  /** Its bytes from the start, anew at each call. */
  open(): AsyncIterable<Uint8Array>
}

/**
 * The part of a provider's API that keeps things: files, batches, fine-tuning jobs. Tries once; every method
 * throws UpstreamFailure, with the provider's own error as its reply where there is one.
 */
export interface Upstream {
  /** A JSON exchange; `path` stands behind the base address, e.g. `/batches`. */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>
  /** Resolves to the file's id there. */
  upload(file: OutgoingFile, signal: AbortSignal): Promise<string>
  /** The bytes as they come; the stream fails with what broke it. It has to be read to its end, or destroyed. */
  download(fileId: string, signal: AbortSignal): Promise<Readable>
}
