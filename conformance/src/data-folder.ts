import { access, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { OpenApiDocument } from './oracle/adjusted-document.ts'

/** One recorded exchange with the real service. Long strings in it are cut and say so. */
export interface Recording {
  /** The session that it belongs to, in whose order its exchanges stand. */
  readonly src: string
  readonly method: string
  readonly path: string
  readonly query: string
  /** A JSON body, the pieces of a multipart form, or null. */
  readonly req: unknown
  readonly status: number
  readonly date?: string
  readonly headers: Readonly<Record<string, string>>
  /** One of the three: a JSON body, a raw event stream, any other text. */
  readonly body?: unknown
  readonly sse?: string
  readonly text?: string
}

export interface ConformanceData {
  readonly document: OpenApiDocument
  readonly recordings: readonly Recording[]
}

const documentFile = 'openapi.json.gz'
const recordingsFile = 'recordings.jsonl.gz'

/** Null when the folder is not there. */
export async function readDataFolder(folder: string): Promise<ConformanceData | null> {
  const isThere = await access(path.join(folder, documentFile)).then(
    () => true,
    () => false,
  )
  if (!isThere) return null
  const [document, lines] = await Promise.all([
    unzip(path.join(folder, documentFile)),
    unzip(path.join(folder, recordingsFile)),
  ])
  return {
    document: JSON.parse(document) as OpenApiDocument,
    recordings: lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Recording),
  }
}

async function unzip(file: string): Promise<string> {
  return (await promisify(gunzip)(await readFile(file))).toString('utf8')
}
