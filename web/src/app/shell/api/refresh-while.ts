import { computed, effect } from '@angular/core'

/** Often enough to watch, seldom enough to be no load. */
const intervalMs = 1_500

/** Calls `refresh` again and again while something is under way, for as long as the component lives. */
export function refreshWhile(isUnderWay: () => boolean, refresh: () => void): void {
  const isGoing = computed(isUnderWay)
  effect((onCleanup) => {
    if (!isGoing()) return
    const timer = setInterval(refresh, intervalMs)
    onCleanup(() => clearInterval(timer))
  })
}
