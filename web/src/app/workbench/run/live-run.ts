import { computed, signal } from '@angular/core'
import type { CreateRunBody, RunObject } from '@llavero/protocol/control/runs.ts'
import type { ApiClient, ApiError } from '../../shell/api/api-client'
import { askUntil } from '../../shell/api/ask-until'
import { GrowingText } from '../../ui/markdown/growing-text'
import { type Chunk, ResponseAssembly } from '../../ui/response/response-assembly'
import { responseOf } from './assemble-response'

/** What is sent to start a run; what has a default on the server may be left out. */
export type RunRequest = Pick<CreateRunBody, 'action_id' | 'code' | 'language'> &
  Partial<CreateRunBody>

export type RunPhase = 'waiting' | 'streaming' | 'settling' | 'ended' | 'failed'

/** What went wrong, from the answer to the request or from an event of the stream. */
export type RunFailure = Pick<ApiError, 'code' | 'message'> & Partial<ApiError>

/** One run of an action: on its way, or as it was kept. */
export class LiveRun {
  readonly request: RunRequest
  readonly #abort = new AbortController()
  readonly #run = signal<RunObject | null>(null)
  readonly #phase = signal<RunPhase>('waiting')
  readonly #failure = signal<RunFailure | null>(null)
  readonly #answers = signal<readonly GrowingText[]>([new GrowingText()])
  readonly #firstTokenMs = signal<number | null>(null)
  readonly #isStopped = signal(false)
  readonly #assembly = new ResponseAssembly()
  /** Null for a run that was not started here. */
  #startedAt: number | null = null

  /** As the server knows it; null until it has said so. */
  readonly run = this.#run.asReadonly()
  readonly phase = this.#phase.asReadonly()
  readonly failure = this.#failure.asReadonly()
  /** One text for each of `n`; the first is always there. */
  readonly answers = this.#answers.asReadonly()
  readonly isRunning = computed(() => this.#phase() === 'waiting' || this.#phase() === 'streaming')
  readonly isStopped = this.#isStopped.asReadonly()
  readonly receipt = computed(() => this.#run()?.receipt ?? null)
  /** From the click to the first text, as this page saw it. */
  readonly firstTokenMs = this.#firstTokenMs.asReadonly()
  /** The response as one object; null where nothing has come. */
  readonly response = computed(() => {
    if (this.isRunning()) return null
    if (!this.#assembly.isEmpty) return this.#assembly.whole()
    const run = this.#run()
    return run && run.answers.length > 0 ? responseOf(run) : null
  })

  private constructor(request: RunRequest) {
    this.request = request
  }

  /** Sends a run; what comes is told by the signals. */
  static start(api: ApiClient, request: RunRequest): LiveRun {
    const live = new LiveRun(request)
    void live.#stream(api)
    return live
  }

  /** A run that was kept. One that is still under way elsewhere is asked for until it has ended. */
  static kept(api: ApiClient, run: RunObject): LiveRun {
    const { action, code, language, file_name, answer_language, model, parameters } = run
    const live = new LiveRun({
      action_id: action.id,
      action_version: action.version,
      code,
      language,
      file_name,
      answer_language,
      model,
      parameters,
    })
    live.#take(run)
    live.#showAnswers(run)
    live.#isStopped.set(run.receipt?.verdict === 'client_gone')
    live.#phase.set(run.status === 'running' || run.status === 'settling' ? 'settling' : 'ended')
    if (run.error) live.#fail(run.error)
    else if (live.#phase() === 'settling') void live.#waitForReceipt(api)
    return live
  }

  /** Keeps what has come; its cost follows. */
  stop(): void {
    if (!this.isRunning()) return
    this.#isStopped.set(true)
    this.#abort.abort()
  }

  async #stream(api: ApiClient): Promise<void> {
    this.#startedAt = performance.now()
    const result = await api.stream('/api/runs', this.request, { signal: this.#abort.signal })
    if (!result.ok) {
      if (this.#isStopped()) this.#end('ended')
      else this.#fail(result.error)
      return
    }
    try {
      for await (const data of result.value) this.#read(data)
    } catch (cause) {
      if (!this.#isStopped()) {
        this.#fail({
          code: 'network',
          message: cause instanceof Error ? cause.message : String(cause),
        })
        return
      }
    }
    if (this.#failure() !== null) return
    this.#end('settling')
    await this.#waitForReceipt(api)
  }

  #read(data: string): void {
    if (data === '[DONE]') return
    const event = JSON.parse(data) as RunObject | (Chunk & { readonly error?: RunFailure })
    if (event.object === 'run') this.#take(event as RunObject)
    else if (event.error) this.#fail(event.error)
    else this.#addChunk(event)
  }

  #addChunk(chunk: Chunk): void {
    this.#assembly.add(chunk)
    for (const { index, delta } of chunk.choices ?? []) {
      if (!delta?.content) continue
      if (this.#firstTokenMs() === null) {
        this.#firstTokenMs.set(Math.round(performance.now() - (this.#startedAt ?? 0)))
        this.#phase.set('streaming')
      }
      this.#answer(index).push(delta.content)
    }
  }

  #answer(index: number): GrowingText {
    while (this.#answers().length <= index) {
      this.#answers.update((answers) => [...answers, new GrowingText()])
    }
    return this.#answers()[index] ?? new GrowingText()
  }

  #showAnswers({ answers }: RunObject): void {
    const texts = answers.length > 0 ? answers.map(({ text }) => text) : ['']
    const shown = this.#answers()
    const isShown =
      shown.length === texts.length &&
      shown.every((answer, index) => answer.isEnded() && answer.whole() === texts[index])
    if (!isShown) this.#answers.set(texts.map((text) => new GrowingText(text)))
  }

  #take(run: RunObject): void {
    this.#run.set(run)
  }

  #fail(failure: RunFailure): void {
    this.#failure.set(failure)
    this.#end('failed')
  }

  #end(phase: RunPhase): void {
    for (const answer of this.#answers()) answer.end()
    this.#phase.set(phase)
  }

  /** After Stop the server still drains the call and counts it; that takes a moment. */
  async #waitForReceipt(api: ApiClient): Promise<void> {
    const id = this.#run()?.id
    if (id !== undefined && !isSettled(this.#run())) {
      await askUntil(async () => {
        const result = await api.get<RunObject>(`/api/runs/${id}`)
        if (result.ok) this.#take(result.value)
        // One that was under way elsewhere has come to its answer since.
        if (result.ok && this.#startedAt === null) this.#showAnswers(result.value)
        return result.ok && isSettled(result.value) ? result.value : null
      })
    }
    this.#phase.set('ended')
  }
}

function isSettled(run: RunObject | null): boolean {
  return run?.status === 'ended' && run.receipt !== null
}
