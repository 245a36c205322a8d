import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SessionObject } from '@llavero/protocol/control/setup.ts'
import { ServerProcess } from '../../server/test/fakes/process.ts'

export const owner = {
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  password: 'correct horse battery',
} as const

/** A server with its simulator and a data folder of its own, on a free port. */
export interface TestServer {
  readonly url: string
  readonly ownerCode: string
  stop(): Promise<void>
}

export async function startServer(): Promise<TestServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'llavero-e2e-'))
  const server = await ServerProcess.start({ LLAVERO_DATA_DIR: folder })
  return {
    url: server.url,
    ownerCode: server.ownerCode,
    async stop() {
      await server.end('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The signed-in owner, as a browser and as a program that fills the server with what a test wants to see. */
export interface Owner {
  /** Value of the session cookie. */
  readonly cookie: string
  /** Calls the API with JSON or a form; throws where it refuses. */
  call<Answer>(method: string, path: string, body?: unknown): Promise<Answer>
}

export async function createOwner(server: TestServer): Promise<Owner> {
  const response = await fetch(`${server.url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...owner, code: server.ownerCode }),
  })
  const session = (await response.json()) as SessionObject
  const [, cookie] = /llavero_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '') ?? []
  if (cookie === undefined) throw new Error(`no owner: ${JSON.stringify(session)}`)
  return {
    cookie,
    async call<Answer>(method: string, at: string, body?: unknown): Promise<Answer> {
      const isForm = body instanceof FormData
      const answer = await fetch(server.url + at, {
        method,
        headers: {
          cookie: `llavero_session=${cookie}`,
          'x-csrf-token': session.csrf_token,
          ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${text}`)
      return JSON.parse(text) as Answer
    },
  }
}
