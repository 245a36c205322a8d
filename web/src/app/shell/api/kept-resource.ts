import { computed, resource, type Signal, signal } from '@angular/core'

export interface KeptResource<Value> {
  /** The last answer to the question as it is put now; undefined until there is one. */
  readonly value: Signal<Value | undefined>
  readonly isLoading: Signal<boolean>
  /** Why the last answer did not come; the one before it stays. */
  readonly error: Signal<Error | undefined>
  /** Asks anew, after something was changed: an answer that is on its way may be older than the change. */
  reload(): void
  /** Asks again, unless an answer is on its way. */
  refresh(): void
  /** Changes what is known, if something is. */
  update(change: (value: Value) => Value): void
}

/**
 * A resource whose value stays while it is asked for again, and where that fails: what somebody looks at does not vanish
 * because the server did not answer once. Another question begins with nothing. Create it in a field of a component.
 */
export function keptResource<Question, Value>(
  question: () => Question,
  load: (question: Question, signal: AbortSignal) => Promise<Value>,
): KeptResource<Value> {
  const put = computed(question)
  const times = signal(0)
  const known = signal<{ readonly question: Question; readonly value: Value } | null>(null)
  const answer = resource({
    params: () => ({ question: put(), times: times() }),
    loader: async ({ params, abortSignal }) => {
      const value = await load(params.question, abortSignal)
      if (!abortSignal.aborted) known.set({ question: params.question, value })
      return value
    },
  })
  return {
    value: computed(() => {
      const last = known()
      return last?.question === put() ? last?.value : undefined
    }),
    isLoading: answer.isLoading,
    error: answer.error,
    reload: () => times.update((count) => count + 1),
    refresh: () => void answer.reload(),
    update: (change) => known.update((last) => last && { ...last, value: change(last.value) }),
  }
}
