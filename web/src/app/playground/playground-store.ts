import { computed, DestroyRef, effect, inject, Injectable, signal } from '@angular/core'
import { ActivatedRoute, Router } from '@angular/router'
import type { TunableParameter } from '@llavero/protocol/control/models.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { remember, remembered } from '../browser/remembered'
import { injectTranslate } from '../language/language'
import { ApiClient, type ApiError } from '../shell/api/api-client'
import { chatCards, modelCards } from '../shell/api/model-cards'
import { askUntil } from '../shell/api/ask-until'
import {
  addressOf,
  bodyOf,
  type DraftMessage,
  type DraftParameters,
  parametersIn,
  type Preset,
  presets,
} from './draft'
import { LiveAnswer } from './run/live-answer'

/** Where the drafts of the messages are kept in this browser. */
const messagesKey = 'playground.messages'

/** What is being tried on this screen: a request, and its latest answer. */
@Injectable()
export class PlaygroundStore {
  readonly #api = inject(ApiClient)
  readonly #route = inject(ActivatedRoute)
  readonly #router = inject(Router)
  readonly #t = injectTranslate()
  readonly #start = this.#route.snapshot.queryParamMap

  readonly messages = signal<readonly DraftMessage[]>(rememberedMessages() ?? this.#firstMessages())
  readonly parameters = signal<DraftParameters>(parametersIn(this.#start))
  readonly #chosenModel = signal(this.#start.get('model') ?? '')
  readonly answer = signal<LiveAnswer | null>(null)
  readonly receipt = signal<RequestObject | null>(null)
  readonly error = signal<ApiError | null>(null)
  /** Told in the middle of a stream, or that it was stopped. */
  readonly note = signal<string | null>(null)
  readonly #running = signal<AbortController | null>(null)
  readonly isRunning = computed(() => this.#running() !== null)

  readonly models = modelCards().all
  /** The chosen one; before a choice the first that is no simulator, or `sim-mini`. */
  readonly model = computed(() => {
    const chosen = this.#chosenModel()
    if (chosen !== '') return chosen
    const real = chatCards(this.models(), null).find(({ is_simulated }) => !is_simulated)
    return real?.id ?? 'sim-mini'
  })
  /** To choose from. */
  readonly chatModels = computed(() => chatCards(this.models(), this.model()))
  readonly card = computed(() => this.models().find(({ id }) => id === this.model()) ?? null)
  /** The parameters that the model cannot take. */
  readonly refused = computed(() => {
    const entries = Object.entries(this.card()?.parameters ?? {})
    return new Set(entries.filter(([, { is_allowed }]) => !is_allowed).map(([name]) => name))
  })
  readonly body = computed(() =>
    bodyOf(this.model(), this.messages(), this.parameters(), this.refused()),
  )
  readonly canSend = computed(() => this.body().messages.length > 0)
  /** What the user says last: the prompt of the picture of the next token. */
  readonly prompt = computed(
    () => this.messages().findLast(({ role }) => role === 'user')?.content ?? '',
  )

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop())
    effect(() => remember(messagesKey, JSON.stringify(this.messages())))
    effect(() => {
      const queryParams = addressOf(this.#chosenModel(), this.parameters())
      void this.#router.navigate([], { relativeTo: this.#route, queryParams, replaceUrl: true })
    })
  }

  chooseModel(id: string): void {
    this.#chosenModel.set(id)
  }

  change(change: Partial<DraftParameters>): void {
    this.parameters.update((parameters) => ({ ...parameters, ...change }))
  }

  takePreset(preset: Preset): void {
    this.change(presets[preset])
  }

  /** Why the model cannot take a parameter; null where it can, or where nobody knows. */
  refusalOf(name: TunableParameter | 'top_logprobs') {
    const support = this.card()?.parameters[name === 'top_logprobs' ? 'logprobs' : name]
    return support === undefined || support.is_allowed ? null : support.reason
  }

  async send(): Promise<void> {
    if (this.isRunning() || !this.canSend()) return
    const running = new AbortController()
    const answer = new LiveAnswer()
    this.#running.set(running)
    this.answer.set(answer)
    this.receipt.set(null)
    this.error.set(null)
    this.note.set(null)
    const requestId = await this.#read(answer, running.signal)
    answer.end()
    this.#running.set(null)
    if (requestId !== null) await this.#settle(answer, requestId)
  }

  /** What has come stays, with what it cost so far. */
  stop(): void {
    this.#running()?.abort()
  }

  async #read(answer: LiveAnswer, abort: AbortSignal): Promise<string | null> {
    const result = await this.#api.stream(
      '/v1/chat/completions',
      { ...this.body(), stream: true, stream_options: { include_usage: true } },
      { headers: { 'x-llavero-feature': 'playground' }, signal: abort },
    )
    if (!result.ok) {
      if (abort.aborted) this.note.set(this.#t('playground.stopped'))
      else this.error.set(result.error)
      return result.error.requestId
    }
    try {
      for await (const data of result.value) {
        const fault = answer.take(data)
        if (fault !== null) this.note.set(fault)
      }
    } catch {
      // Hung up by us, or cut off on the way.
      this.note.set(this.#t(abort.aborted ? 'playground.stopped' : 'shell.error.network'))
    }
    return result.headers.get('x-request-id')
  }

  /** The row is written a moment after the answer has ended. */
  async #settle(answer: LiveAnswer, requestId: string): Promise<void> {
    const row = await askUntil(async () => {
      const query = { id: requestId, limit: 1 }
      const result = await this.#api.get<Page<RequestObject>>('/api/requests', { query })
      return result.ok ? (result.value.data[0] ?? null) : null
    })
    // Another answer may be shown by now.
    if (this.answer() === answer) this.receipt.set(row)
  }

  #firstMessages(): readonly DraftMessage[] {
    return [
      { role: 'system', content: '' },
      { role: 'user', content: this.#t('playground.firstQuestion') },
    ]
  }
}

function rememberedMessages(): readonly DraftMessage[] | null {
  try {
    const value: unknown = JSON.parse(remembered(messagesKey) ?? 'null')
    const isList = Array.isArray(value) && value.length > 0
    return isList ? (value as readonly DraftMessage[]) : null
  } catch {
    return null
  }
}
