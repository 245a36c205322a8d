/**
 * An async generator whose `return` takes effect at once: a plain one waits for the step that is under
 * way, which may be a silence for ever. The steps must end when the signal aborts.
 */
export function interruptible<Value>(
  run: (signal: AbortSignal) => AsyncGenerator<Value>,
): AsyncIterableIterator<Value> {
  const controller = new AbortController()
  const steps = run(controller.signal)
  return {
    next: () => steps.next(),
    return: () => {
      controller.abort()
      return steps.return(undefined)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
