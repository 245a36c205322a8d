import type { Injector } from '@angular/core'
import { Router } from '@angular/router'
import { ToastService } from '../ui/toast-service'
import { ErrorText } from './error-text'
import { SessionService } from './session'

/** Ends the session and leads to the sign-in; where the server does not answer, says so and stays. */
export async function signOut(injector: Injector): Promise<void> {
  const [session, router, toasts] = [
    injector.get(SessionService),
    injector.get(Router),
    injector.get(ToastService),
  ]
  const result = await session.signOut()
  const isOver = result.ok || result.error.code === 'unauthenticated'
  if (isOver) await router.navigateByUrl('/sign-in')
  else if (!result.ok) toasts.failed(injector.get(ErrorText).of(result.error))
}
