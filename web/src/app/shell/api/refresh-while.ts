import { computed, effect } from '@angular/core'
import { ApiFailure } from './api-client'
import type { KeptResource } from './kept-resource'

/** Often enough to watch, seldom enough to be no load. */
const intervalMs = 1_500

/**
 * Refreshes what is shown again and again while something is under way, for as long as the component lives. A server that
 * does not answer may be back soon; what it has refused (the session is over, the thing is gone) it would refuse again.
 */
export function refreshWhile(
  isUnderWay: () => boolean,
  shown: Pick<KeptResource<unknown>, 'error' | 'refresh'>,
): void {
  const isGoing = computed(() => isUnderWay() && !isRefusal(shown.error()))
  effect((onCleanup) => {
    if (!isGoing()) return
    const timer = setInterval(() => shown.refresh(), intervalMs)
    onCleanup(() => clearInterval(timer))
  })
}

function isRefusal(error: Error | undefined): boolean {
  return error instanceof ApiFailure && [401, 403, 404].includes(error.error.status)
}
