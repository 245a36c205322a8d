import { linkedSignal, type WritableSignal } from '@angular/core'

/** A signal that follows what is usual until something else is set: what somebody has chosen or typed stays. */
export function untilSet<Value>(usual: () => Value): WritableSignal<Value> {
  return linkedSignal<Value, Value>({
    source: usual,
    computation: (value, before) =>
      before === undefined || before.value === before.source ? value : before.value,
  })
}
