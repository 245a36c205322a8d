import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findPageFiles, type PageFile } from './page-files.ts'

/** In the built `index.html`, where each answer gets a nonce of its own. */
const noncePlaceholder = 'CSP_NONCE'
const year = 365 * 24 * 60 * 60
/** These belong to programs: what is unknown there is answered as JSON. */
const notOfThePage = /^\/(?:v1|api|healthz|readyz|metrics)(?:[/?]|$)/

/** The built page: files under addresses of their own, and one document for all the others. */
export interface Page {
  readonly files: ReadonlyMap<string, PageFile>
  /** Answers with the document where a browser opens an address; null where a program asks for something. */
  readonly open: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null
}

/** Reads the page that was built into `folder`; null where none was. */
export function readPage(folder: string): Page | null {
  const indexFile = path.join(folder, 'index.html')
  if (!existsSync(indexFile)) return null
  const sendIndex = indexSender(readFileSync(indexFile, 'utf8'))
  return {
    files: findPageFiles(folder),
    open: (request, reply) => (isOpenedInBrowser(request) ? sendIndex(reply) : null),
  }
}

/** Mounts the files; the document is for `HttpServerParts.openPage`. */
export function mountPageFiles(app: FastifyInstance, { files }: Page): void {
  for (const [url, file] of files) {
    app.get(url, (request, reply) => sendFile(file, request, reply))
  }
}

/** A browser that opens an address asks for HTML; a script, a program or a missing file does not. */
function isOpenedInBrowser({ method, url, headers }: FastifyRequest): boolean {
  const isRead = method === 'GET' || method === 'HEAD'
  return isRead && !notOfThePage.test(url) && (headers.accept ?? '').includes('text/html')
}

async function sendFile(
  file: PageFile,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.headers({
    'content-type': file.contentType,
    'cache-control': file.isHashed ? `public, max-age=${year}, immutable` : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
    'cross-origin-resource-policy': 'same-origin',
  })
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  const accepted = encodingsOf(request)
  const encoded = file.encodings.find(({ name }) => accepted.has(name))
  if (encoded) reply.header('content-encoding', encoded.name)
  return reply.send(await readFile(encoded?.path ?? file.path))
}

function encodingsOf({ headers }: FastifyRequest): ReadonlySet<string> {
  const list = (headers['accept-encoding'] ?? '').split(',')
  const wanted = list.map((item) => item.split(';').map((part) => part.trim()))
  return new Set(wanted.filter(([, quality]) => quality !== 'q=0').map(([name = '']) => name))
}

function indexSender(html: string) {
  const [start = '', ...rest] = html.split(noncePlaceholder)
  return (reply: FastifyReply): FastifyReply => {
    const nonce = randomBytes(16).toString('base64url')
    reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce),
      'referrer-policy': 'no-referrer',
      'permissions-policy':
        'camera=(), geolocation=(), payment=(), usb=(), microphone=(self), clipboard-write=(self)',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
    })
    return reply.code(200).send([start, ...rest].join(nonce))
  }
}

/**
 * Scripts and style elements only from our own files or with the nonce, which the build puts on the one script in
 * `index.html`, and Angular and CodeMirror on their styles; no request leaves the origin; nobody frames the page.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
