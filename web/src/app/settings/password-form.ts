import { Component, computed, DestroyRef, inject, signal } from '@angular/core'
import { FormsModule } from '@angular/forms'
import type { ChangePasswordBody, PasswordChangeObject } from '@llavero/protocol/control/setup.ts'
import { injectTranslate } from '../language/language'
import { ApiClient, type ApiError } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { SessionService } from '../shell/session'
import { Button } from '../ui/button'
import { Enter } from '../ui/enter'
import { Field, Input } from '../ui/field'
import { ToastService } from '../ui/toast-service'

/** Changes the password of who is signed in. */
@Component({
  selector: 'llv-password-form',
  imports: [Button, Enter, Field, FormsModule, Input],
  templateUrl: './password-form.html',
})
export class PasswordForm {
  readonly #api = inject(ApiClient)
  readonly #toasts = inject(ToastService)
  readonly #errorText = inject(ErrorText)
  readonly #component = inject(DestroyRef)
  protected readonly t = injectTranslate()
  protected readonly person = inject(SessionService).person
  protected readonly current = signal('')
  protected readonly wanted = signal('')
  readonly #isBusy = signal(false)
  readonly #error = signal<ApiError | null>(null)
  protected readonly isReady = computed(
    () => this.current() !== '' && this.wanted() !== '' && !this.#isBusy(),
  )

  protected async change(): Promise<void> {
    if (!this.isReady()) return
    this.#isBusy.set(true)
    this.#error.set(null)
    const body: ChangePasswordBody = {
      current_password: this.current(),
      new_password: this.wanted(),
    }
    const result = await this.#api.post<PasswordChangeObject>('/api/session/password', body)
    this.#isBusy.set(false)
    if (!result.ok) return this.#refuse(result.error)
    this.current.set('')
    this.wanted.set('')
    const count = result.value.ended_sessions
    this.#toasts.done(this.t('settings.password.changed', { count }))
  }

  /** Told at its field, and by a toast where the form was left meanwhile: nobody is to rely on a password that is none. */
  #refuse(error: ApiError): void {
    if (this.#component.destroyed) this.#toasts.failed(this.#errorText.of(error))
    else this.#error.set(error)
  }

  /** What is wrong with this field; the last one also tells what concerns none. */
  protected errorOf(field: keyof ChangePasswordBody): string | null {
    const error = this.#error()
    if (error === null) return null
    if ((error.param ?? 'new_password') !== field) return null
    return error.code === 'string_below_min_length'
      ? this.t('settings.password.tooShort')
      : this.#errorText.of(error)
  }
}
