import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import S3rver from 's3rver'
import { createTemporaryFolder } from './engines.ts'
import { listenOnLoopback } from './loopback.ts'

/** A server that speaks S3, with one empty bucket. */
export interface TestS3 extends AsyncDisposable {
  /** What an operator sets to keep files there. */
  readonly settings: Readonly<Record<string, string>>
}

const bucket = 'llavero-files'
const region = 'eu-west-1'
/** The only account that S3rver knows. */
const account = 'S3RVER'

/** S3rver takes every signature of version 4, so it is checked before a request gets there. */
export async function startS3(): Promise<TestS3> {
  const disposables = new AsyncDisposableStack()
  const folder = disposables.use(await createTemporaryFolder())
  const s3rver = new S3rver({
    silent: true,
    directory: folder.path,
    configureBuckets: [{ name: bucket, configs: [] }],
  })
  await s3rver.configureBuckets()
  const answer = s3rver.callback()
  const { origin } = disposables.use(
    await listenOnLoopback((request, response) => {
      if (isSignedBy(account, request)) answer(request, response)
      else response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>')
    }),
  )
  return {
    settings: {
      LLAVERO_FILES_S3_ENDPOINT: origin,
      LLAVERO_FILES_S3_REGION: region,
      LLAVERO_FILES_S3_BUCKET: bucket,
      LLAVERO_FILES_S3_PREFIX: 'team/',
      LLAVERO_FILES_S3_ACCESS_KEY_ID: account,
      LLAVERO_FILES_S3_SECRET_ACCESS_KEY: account,
    },
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function isSignedBy(secret: string, request: IncomingMessage): boolean {
  const { headers, method, url = '' } = request
  const form = /^AWS4-HMAC-SHA256 Credential=[^/]+\/(.+), SignedHeaders=(.+), Signature=(\w{64})$/
  const [, scope = '', names = '', signature] = form.exec(headers.authorization ?? '') ?? []
  const required = ['host', 'x-amz-content-sha256', 'x-amz-date']
  if (!required.every((name) => names.split(';').includes(name))) return false
  const { pathname, search } = new URL(url, 'http://s3')
  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`)
  const payloadHash = String(headers['x-amz-content-sha256'])
  const canonical = [method, pathname, search.slice(1), lines.join(''), names, payloadHash]
  const hash = createHash('sha256').update(canonical.join('\n')).digest('hex')
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash].join('\n')
  const key = scope
    .split('/')
    .reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secret}`)
  return hmac(key, text).toString('hex') === signature
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
