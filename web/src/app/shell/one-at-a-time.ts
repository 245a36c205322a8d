import { DestroyRef, inject, type Signal, signal } from '@angular/core'

export interface OneAtATime {
  readonly isBusy: Signal<boolean>
  /**
   * Does the work, unless the one before is under way. Null then, and where the component is gone by the end: nobody is
   * left to be told, and an output of it must not be used any more.
   */
  run<Result>(work: () => Promise<Result>): Promise<Result | null>
}

/** For what a press of a button does: a second press does not do it twice. Create it in a field of a component. */
export function oneAtATime(): OneAtATime {
  const component = inject(DestroyRef)
  const isBusy = signal(false)
  return {
    isBusy: isBusy.asReadonly(),
    async run(work) {
      if (isBusy()) return null
      isBusy.set(true)
      try {
        const result = await work()
        return component.destroyed ? null : result
      } finally {
        isBusy.set(false)
      }
    },
  }
}
