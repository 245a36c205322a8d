import type {
  CallOf,
  Caller,
  EventStream,
  ModelCall,
  RoutedReply,
  StreamEvent,
} from '../gateway/model-call.ts'
import { ownerOf } from '../resource/owner.ts'
import type { StoredCompletionRow, StoredCompletions } from '../storage/stored-completions.ts'
import { rowOf, type StoredCall } from './stored-object.ts'
import { type AnsweredCompletion, StreamAssembly } from './stream-assembly.ts'

export interface RecorderParts {
  readonly storage: Pick<StoredCompletions, 'put'>
  /** Unix milliseconds. */
  readonly now: () => number
  readonly reportFailure: (error: unknown) => void
}

/** What may wait for the database: beyond it completions are counted and not kept. */
const maxWaitingBytes = 64 * 1024 * 1024
/** No single one is larger. */
const maxRowBytes = 16 * 1024 * 1024

/**
 * Keeps the answers of calls that say `store: true`, whole and streamed, once they are complete. No call
 * waits for the database: rows wait in a bounded queue.
 */
export class CompletionRecorder {
  readonly #parts: RecorderParts
  #waiting: StoredCompletionRow[] = []
  #waitingBytes = 0
  #writing: Promise<void> = Promise.resolve()
  /** Completions that were not kept for want of room. */
  dropped = 0

  constructor(parts: RecorderParts) {
    this.#parts = parts
  }

  /** The same reply, read along where its answer is to be kept. */
  record(caller: Caller, call: ModelCall, reply: RoutedReply): RoutedReply {
    if (call.endpoint !== 'chat' || call.body.store !== true || reply.status !== 200) return reply
    const { body } = reply
    if (body instanceof Uint8Array) this.#keep(caller, call, parse(body))
    else if (!('pieces' in body)) {
      const keep = (answer: AnsweredCompletion) => this.#keep(caller, call, answer)
      return { ...reply, body: new RecordedEvents(body, keep) }
    }
    return reply
  }

  /** Writes what waits, one batch at a time. Never rejects; what could not be written waits on. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  #keep(caller: Caller, call: CallOf<'chat'>, answer: AnsweredCompletion | null): void {
    const stored: StoredCall = {
      projectId: ownerOf(caller),
      requestId: call.requestId,
      body: call.body,
      nowMs: this.#parts.now(),
    }
    const row = answer === null ? null : rowOf(stored, answer)
    if (row === null) return
    const bytes = bytesOf(row)
    if (bytes > maxRowBytes || this.#waitingBytes + bytes > maxWaitingBytes) {
      this.dropped++
      return
    }
    this.#waiting.push(row)
    this.#waitingBytes += bytes
  }

  async #write(): Promise<void> {
    const rows = this.#waiting
    if (rows.length === 0) return
    this.#waiting = []
    try {
      await this.#parts.storage.put(rows)
      for (const row of rows) this.#waitingBytes -= bytesOf(row)
    } catch (error) {
      this.#parts.reportFailure(error)
      this.#waiting = [...rows, ...this.#waiting]
    }
  }
}

function bytesOf({ completion, messages }: StoredCompletionRow): number {
  return completion.length + messages.length
}

function parse(bytes: Uint8Array): AnsweredCompletion | null {
  try {
    const answer: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return typeof answer === 'object' ? answer : null
  } catch {
    // What is wrong with it is told by whoever meters it.
    return null
  }
}

/** Events on their way, put together beside it. */
class RecordedEvents implements AsyncIterableIterator<readonly StreamEvent[]> {
  readonly #events: AsyncIterator<readonly StreamEvent[]>
  readonly #keep: (answer: AnsweredCompletion) => void
  #assembly: StreamAssembly | null = new StreamAssembly()

  constructor(events: EventStream, keep: (answer: AnsweredCompletion) => void) {
    this.#events = events[Symbol.asyncIterator]()
    this.#keep = keep
  }

  async next(): Promise<IteratorResult<readonly StreamEvent[]>> {
    const batch = await this.#events.next()
    if (batch.done !== true) this.#read(batch.value)
    return batch
  }

  async return(): Promise<IteratorResult<readonly StreamEvent[]>> {
    await this.#events.return?.()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #read(events: readonly StreamEvent[]): void {
    try {
      for (const event of events) {
        const answer = this.#assembly?.take(event) ?? null
        if (answer === null) continue
        this.#assembly = null
        this.#keep(answer)
      }
    } catch {
      // A chunk that is none: such an answer is not kept.
      this.#assembly = null
    }
  }
}
