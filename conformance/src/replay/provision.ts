import type { Recording } from '../data-folder.ts'
import { type IdMap, idsIn } from './ids.ts'
import { batchLines, png, textOf, trainingLines } from './samples.ts'

/** Posts to our server as the sessions' user; gives the answer, or throws with it. */
export type Post = (path: string, body: object | FormData) => Promise<{ readonly id: string }>

/**
 * Makes what a session takes for granted: the service's account had a history, ours has none. Ids that
 * the service itself did not know stay as they are.
 */
export async function provision(post: Post, ids: IdMap, recording: Recording): Promise<void> {
  if (recording.status >= 400) return
  for (const id of idsOf(recording)) {
    if (ids.has(id)) continue
    const made = await make(post, id, recording)
    if (made !== null) ids.set(id, made)
  }
}

function idsOf({ path, query, req }: Recording): readonly string[] {
  const isForm = Array.isArray(req) || typeof req === 'string'
  return idsIn(`${path} ${query} ${isForm ? '' : JSON.stringify(req ?? null)}`)
}

async function make(post: Post, id: string, recording: Recording): Promise<string | null> {
  switch (/^[a-z]+/.exec(id)?.[0]) {
    case 'file':
      return (await post('/files', fileFor(id, recording))).id
    case 'batch':
      return makeBatch(post)
    case 'chatcmpl':
      return (await post('/chat/completions', storedChat)).id
    case 'ftjob':
      return makeJob(post)
    default:
      return null
  }
}

const storedChat = {
  model: 'gpt-4o-mini',
  store: true,
  messages: [{ role: 'user', content: 'Hello.' }],
}

async function makeBatch(post: Post): Promise<string> {
  const input = await post('/files', upload('batch', 'batch.jsonl', batchLines))
  const batch = { endpoint: '/v1/chat/completions', completion_window: '24h' }
  return (await post('/batches', { input_file_id: input.id, ...batch })).id
}

async function makeJob(post: Post): Promise<string> {
  const file = await post('/files', upload('fine-tune', 'training.jsonl', trainingLines))
  return (await post('/fine_tuning/jobs', { model: 'sim-mini', training_file: file.id })).id
}

/** What the answer says the file is; else what the request uses it for. */
function fileFor(id: string, { path, req, body }: Recording): FormData {
  if (isFileObject(body)) return upload(body.purpose, body.filename, textOf(body.bytes))
  const request = (req ?? {}) as Readonly<Record<string, unknown>>
  if (request['input_file_id'] === id) return upload('batch', 'batch.jsonl', batchLines)
  if (path.startsWith('/fine_tuning')) return upload('fine-tune', 'training.jsonl', trainingLines)
  return upload('user_data', 'image.png', png)
}

interface FileAnswer {
  readonly object: 'file'
  readonly purpose: string
  readonly filename: string
  readonly bytes: number
}

export function isFileObject(body: unknown): body is FileAnswer {
  return typeof body === 'object' && body !== null && 'purpose' in body && 'filename' in body
}

function upload(purpose: string, filename: string, content: Buffer): FormData {
  const form = new FormData()
  form.append('purpose', purpose)
  form.append('file', new Blob([new Uint8Array(content)]), filename)
  return form
}
