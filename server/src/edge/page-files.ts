import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** One file of the built page, as it is on disk. */
export interface PageFile {
  readonly path: string
  readonly contentType: string
  /** Its name changes with its content, so a browser may keep it for ever. */
  readonly isHashed: boolean
  readonly etag: string
  /** Smaller spellings of it that lie beside it, the smallest first. */
  readonly encodings: readonly { readonly name: 'br' | 'gzip'; readonly path: string }[]
}

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
}

const hashedName = /-[A-Za-z0-9_-]{8}\.\w+$/

/**
 * The files of a built page by the path of their URL, e.g. `/main-VYDYMFQR.js`. Only what is in this map is ever
 * served, so that no path of a request reaches the file system. `index.html` is not in it.
 */
export function findPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const present = new Set(names)
  const files = names.flatMap((name): [string, PageFile][] => {
    const contentType = contentTypes[path.extname(name)]
    const file = path.join(folder, name)
    if (contentType === undefined || !statSync(file).isFile()) return []
    const encodings = (['br', 'gzip'] as const).flatMap((encoding) => {
      const suffix = encoding === 'br' ? '.br' : '.gz'
      return present.has(name + suffix) ? [{ name: encoding, path: file + suffix }] : []
    })
    const isHashed = hashedName.test(name)
    const url = `/${name.split(path.sep).join('/')}`
    return [[url, { path: file, contentType, isHashed, etag: etagOf(file), encodings }]]
  })
  return new Map(files)
}

function etagOf(file: string): string {
  return `"${createHash('sha256').update(readFileSync(file)).digest('base64url').slice(0, 22)}"`
}
