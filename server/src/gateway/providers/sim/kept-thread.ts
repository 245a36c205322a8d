import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { Answer, Question } from './generation-thread.ts'

/** The tables of the tokenizer are too large to keep for nothing. */
const idleTimeoutMs = 60_000

/** A thread that starts with its first call, and ends a minute after the last. */
export class KeptThread {
  #thread: Thread | null = null
  #callCount = 0
  #idleTimer: NodeJS.Timeout | null = null

  /** To be left once by each call that has entered. */
  enter(): Thread {
    this.#stopIdleTimer()
    this.#callCount += 1
    if (this.#thread?.isOver !== false) this.#thread = new Thread()
    this.#thread.holdProcess(true)
    return this.#thread
  }

  leave(): void {
    this.#callCount -= 1
    if (this.#callCount > 0 || this.#thread === null) return
    this.#thread.holdProcess(false)
    this.#idleTimer = setTimeout(() => void this.close(), idleTimeoutMs).unref()
  }

  /** Calls that run fail. A later one starts another thread. */
  async close(): Promise<void> {
    this.#stopIdleTimer()
    const thread = this.#thread
    this.#thread = null
    await thread?.close()
  }

  #stopIdleTimer(): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer)
    this.#idleTimer = null
  }
}

/** One thread and the questions that it has not answered yet. */
export class Thread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>()
  #questionCount = 0
  isOver = false
  /** Fine-tuned models that it has in memory. */
  readonly taught = new Set<string>()

  constructor() {
    // The same extension as this file's: sources run as .ts, a published package as .js.
    const entry = `generation-thread${path.extname(import.meta.filename)}`
    this.#worker = new Worker(path.join(import.meta.dirname, entry))
    this.#worker.on('message', ({ id, answer }: { id: number; answer: Answer }) => {
      const question = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (answer.kind === 'failure') question?.reject(answer.error)
      else if (answer.kind === 'refusal') {
        const { code, message, param } = answer
        question?.reject(new GatewayError(code, message, { param }))
      } else question?.resolve(answer)
    })
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new Error('The generation thread has ended.')))
  }

  ask(question: Question): Promise<Answer> {
    const waiting = Promise.withResolvers<Answer>()
    if (this.isOver) waiting.reject(new Error('The generation thread has ended.'))
    else this.#waiting.set(this.tell(question), waiting)
    return waiting.promise
  }

  /** Asks without waiting for the answer. */
  tell(question: Question): number {
    const id = ++this.#questionCount
    this.#worker.postMessage({ id, question })
    return id
  }

  /** Whether the process has to stay for this thread's answers. */
  holdProcess(holds: boolean): void {
    if (holds) this.#worker.ref()
    else this.#worker.unref()
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #end(error: unknown): void {
    this.isOver = true
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
