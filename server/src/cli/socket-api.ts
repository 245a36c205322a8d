import { stat } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { userInfo } from 'node:os'
import type { AdminApi, AdminReply } from './admin-api.ts'

/** Asks a running server over its private socket. */
export function socketApi(socketPath: string): AdminApi {
  return { request: (method, path, body) => exchange(socketPath, { method, path, body }) }
}

/**
 * Whether a server of this user answers on the socket. Throws when the socket is somebody else's: it may
 * wait there for the secrets that a command sends.
 */
export async function isServerListening(socketPath: string): Promise<boolean> {
  try {
    if (process.platform !== 'win32') await requireOwnSocket(socketPath)
    await exchange(socketPath, { method: 'GET', path: '/api/setup' })
    return true
  } catch (error) {
    if (isAbsence(error)) return false
    throw error
  }
}

interface Exchange {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

function exchange(socketPath: string, { method, path, body }: Exchange): Promise<AdminReply> {
  const text = body === undefined ? null : JSON.stringify(body)
  const headers = text === null ? {} : { 'content-type': 'application/json' }
  const { promise, resolve, reject } = Promise.withResolvers<AdminReply>()
  const request = httpRequest({ socketPath, method, path, headers, agent: false }, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', reject)
    response.on('end', () => {
      const answer = Buffer.concat(chunks).toString('utf8')
      resolve({ status: response.statusCode ?? 0, body: answer === '' ? null : JSON.parse(answer) })
    })
  })
  request.on('error', reject)
  request.end(text)
  return promise
}

async function requireOwnSocket(socketPath: string): Promise<void> {
  const { uid } = await stat(socketPath)
  const self = userInfo().uid
  // The system's administrator may help any user.
  if (uid !== self && self !== 0) {
    throw new Error(
      `The socket ${socketPath} belongs to another user: run this command as that user`,
    )
  }
}

/** No socket, or one that a process left behind when it died. */
function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'ENOENT' || code === 'ECONNREFUSED'
}
