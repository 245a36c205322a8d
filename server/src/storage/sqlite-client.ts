import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type {
  SqliteReply,
  SqliteRequest,
  SqliteStatement,
  SqliteWorkerData,
} from './sqlite-worker.ts'

export interface SqliteResult {
  readonly rows: readonly unknown[]
  readonly changes: number
}

// The published package holds JavaScript: the worker has the ending that this file has.
const workerFile = new URL(`./sqlite-worker${extname(import.meta.filename)}`, import.meta.url)

/** Rows pass through the worker's heap; the connection's page cache lies outside of it. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 }

/** Told once when a thread that has served dies without being asked to. */
export type DeathHandler = (reason: Error) => void

/**
 * One SQLite connection in a thread of its own. Statements run in the order of the calls. When the
 * thread dies, every call under way and every later one is refused with the reason.
 */
export class SqliteClient {
  readonly #worker: Worker
  readonly #waiting: PromiseWithResolvers<SqliteResult>[] = []
  readonly #exited = Promise.withResolvers<void>()
  readonly #onDeath: DeathHandler | undefined
  #hasServed = false
  #closedBecause: Error | null = null

  constructor(workerData: SqliteWorkerData, onDeath?: DeathHandler) {
    this.#onDeath = onDeath
    this.#worker = new Worker(workerFile, { workerData, resourceLimits, name: 'sqlite' })
    this.#worker.on('message', (reply: SqliteReply) => this.#settle(reply))
    this.#worker.on('error', (error) => this.#fail(error as Error))
    this.#worker.on('exit', () => {
      this.#fail(new Error('the thread of the database has ended'))
      this.#exited.resolve()
    })
  }

  run(statement: SqliteStatement): Promise<SqliteResult> {
    if (this.#closedBecause) return Promise.reject(this.#closedBecause)
    const waiting = Promise.withResolvers<SqliteResult>()
    this.#waiting.push(waiting)
    this.#worker.postMessage(statement satisfies SqliteRequest)
    return waiting.promise
  }

  /** Finishes the statements under way, then ends the thread. */
  close(): Promise<void> {
    this.#closedBecause ??= new Error('the database is closed')
    this.#worker.postMessage('close' satisfies SqliteRequest)
    return this.#exited.promise
  }

  #settle(reply: SqliteReply): void {
    this.#hasServed = true
    const waiting = this.#waiting.shift()
    if ('error' in reply) waiting?.reject(reply.error)
    else waiting?.resolve(reply)
  }

  #fail(reason: Error): void {
    // A file that cannot be opened is told to whoever asks first.
    const isDeath = this.#hasServed && this.#closedBecause === null
    this.#closedBecause ??= reason
    for (const waiting of this.#waiting.splice(0)) waiting.reject(reason)
    if (isDeath) this.#onDeath?.(reason)
  }
}
