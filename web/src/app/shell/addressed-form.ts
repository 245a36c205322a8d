import { inject, linkedSignal, type Signal, untracked } from '@angular/core'
import { toSignal } from '@angular/core/rxjs-interop'
import { ActivatedRoute, Router } from '@angular/router'
import { map } from 'rxjs'

export interface AddressedForm {
  readonly isOpen: Signal<boolean>
  open(): void
  close(): void
}

/**
 * Whether the form of a screen is open: for something new it has an address of its own, `?form=new`, which is left as it
 * is closed. Where that is left by Back while the form is busy, it stays until it has told what came of it. Create it in
 * a field of the screen's component.
 */
export function addressedForm(isBusy: () => boolean): AddressedForm {
  const route = inject(ActivatedRoute)
  const router = inject(Router)
  const isAddressed = toSignal(
    route.queryParamMap.pipe(map((query) => query.get('form') === 'new')),
  )
  const isOpen = linkedSignal<boolean, boolean>({
    source: () => isAddressed() === true,
    computation: (isNew, before) => isNew || (before?.value === true && untracked(isBusy)),
  })
  return {
    isOpen,
    open: () => isOpen.set(true),
    close(): void {
      isOpen.set(false)
      if (isAddressed() === true) {
        void router.navigate([], { relativeTo: route, replaceUrl: true })
      }
    },
  }
}
