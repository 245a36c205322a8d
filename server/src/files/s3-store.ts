import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { AwsV4Signer } from 'aws4fetch'
import type { Egress, HttpReply } from '../egress/egress.ts'
import { BlobMissing, type BlobStore, type ByteRange, type StagedBlob } from './blob-store.ts'

export interface S3Place {
  /** Of the server, without the bucket, e.g. `https://s3.eu-west-1.amazonaws.com`. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  /** Goes before every key; may be empty. */
  readonly prefix: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The SHA-256 of nothing, which every request signs that has no body. */
const hashOfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const timeouts = { connectTimeoutMs: 10_000, idleTimeoutMs: 60_000 }

/**
 * Blobs as objects of a bucket, on anything that speaks S3: four calls, addressed by path, signed with AWS
 * Signature Version 4 (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html).
 * The signature covers the body, because its hash is known.
 */
export class S3Store implements BlobStore {
  readonly #place: S3Place
  readonly #egress: Pick<Egress, 'request'>

  constructor(place: S3Place, egress: Pick<Egress, 'request'>) {
    this.#place = place
    this.#egress = egress
  }

  async put(key: string, { path, hash, bytes }: StagedBlob): Promise<void> {
    const reply = await this.#send('PUT', key, {
      hash,
      headers: { 'content-length': String(bytes) },
      body: bytes === 0 ? null : createReadStream(path),
    })
    await this.#expect(reply, [200], `store ${key}`)
    await reply.body.dump()
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const headers = range && { range: `bytes=${range.start}-${range.end}` }
    const reply = await this.#send('GET', key, { headers })
    if (reply.status === 404) {
      await reply.body.dump()
      throw new BlobMissing(key)
    }
    await this.#expect(reply, range === undefined ? [200] : [206], `read ${key}`)
    return reply.body
  }

  async remove(key: string): Promise<void> {
    const reply = await this.#send('DELETE', key, {})
    await this.#expect(reply, [200, 204, 404], `remove ${key}`)
    await reply.body.dump()
  }

  async #send(method: 'GET' | 'PUT' | 'DELETE', key: string, parts: SentParts): Promise<HttpReply> {
    const { endpoint, bucket, prefix, ...signing } = this.#place
    const url = new URL(`${endpoint.replace(/\/$/, '')}/${bucket}/${prefix}${key}`)
    const headers = { 'x-amz-content-sha256': parts.hash ?? hashOfNothing }
    const signed = await new AwsV4Signer({
      ...signing,
      method,
      url: url.href,
      service: 's3',
      headers,
    }).sign()
    return this.#egress.request(url, {
      policy: 'configured',
      method,
      headers: { ...Object.fromEntries(signed.headers), ...parts.headers },
      body: parts.body ?? null,
      ...timeouts,
    })
  }

  async #expect(reply: HttpReply, statuses: readonly number[], what: string): Promise<void> {
    if (statuses.includes(reply.status)) return
    await reply.body.dump()
    throw new Error(`the S3 store answered ${reply.status} when asked to ${what}`)
  }
}

interface SentParts {
  readonly hash?: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: Readable | null
}
