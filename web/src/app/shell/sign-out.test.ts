import { TestBed } from '@angular/core/testing'
import { Injector } from '@angular/core'
import { Router } from '@angular/router'
import { expect, it, vi } from 'vitest'
import { ToastService } from '../ui/toast-service'
import { ErrorText } from './error-text'
import { SessionService } from './session'
import { signOut } from './sign-out'

const failed = vi.fn()
const navigateByUrl = vi.fn()

async function signOutWith(code: string): Promise<void> {
  TestBed.configureTestingModule({
    providers: [
      {
        provide: SessionService,
        useValue: { signOut: async () => ({ ok: false, error: { code } }) },
      },
      { provide: Router, useValue: { navigateByUrl } },
      { provide: ToastService, useValue: { failed } },
      { provide: ErrorText, useValue: { of: () => 'told' } },
    ],
  })
  await signOut(TestBed.inject(Injector))
}

it('a session that is over already, as after a second click, leads to the sign-in as well', async () => {
  await signOutWith('unauthenticated')
  expect(navigateByUrl).toHaveBeenCalledExactlyOnceWith('/sign-in')
  expect(failed).not.toHaveBeenCalled()
})

it('a server that does not answer leaves the session open, and that is told', async () => {
  navigateByUrl.mockClear()
  await signOutWith('network')
  expect(navigateByUrl).not.toHaveBeenCalled()
  expect(failed).toHaveBeenCalledExactlyOnceWith('told')
})
