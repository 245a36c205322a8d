import { TestBed } from '@angular/core/testing'
import { expect, it, vi } from 'vitest'
import { LanguageService } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { SessionService } from '../shell/session'
import { ToastService } from '../ui/toast-service'
import { PasswordForm } from './password-form'

it('tells that a password was refused, also where the form was left meanwhile', async () => {
  const answer = Promise.withResolvers<object>()
  const failed = vi.fn()
  TestBed.configureTestingModule({
    providers: [
      { provide: ApiClient, useValue: { post: () => answer.promise } },
      { provide: SessionService, useValue: { person: () => null } },
      { provide: ToastService, useValue: { done: vi.fn(), failed } },
      {
        provide: LanguageService,
        useValue: { current: () => 'en', translate: (key: string) => key },
      },
    ],
  })
  const fixture = TestBed.createComponent(PasswordForm)
  await fixture.whenStable()
  const form = fixture.nativeElement as HTMLElement
  for (const field of form.querySelectorAll<HTMLInputElement>('input[type=password]')) {
    field.value = 'a long password'
    field.dispatchEvent(new Event('input'))
  }
  await fixture.whenStable()
  form.querySelector('button')?.click()
  fixture.destroy()
  const code = 'wrong_password'
  answer.resolve({ ok: false, error: { code, param: 'current_password', message: '' } })
  await vi.waitFor(() => expect(failed).toHaveBeenCalledWith(`shell.error.${code}`))
})
