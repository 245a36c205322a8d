import { Component, inject, input, signal } from '@angular/core'
import { FormsModule } from '@angular/forms'
import { Router } from '@angular/router'
import { injectTranslate } from '../language/language'
import { ErrorText } from '../shell/error-text'
import { Bare } from '../shell/layout/bare'
import { SessionService } from '../shell/session'
import { Button } from '../ui/button'
import { Enter } from '../ui/enter'
import { Field, Input } from '../ui/field'

@Component({
  selector: 'llv-sign-in',
  imports: [Bare, Button, Enter, Field, FormsModule, Input],
  templateUrl: './sign-in.html',
})
export class SignIn {
  /** Where to go then; a path of ours. */
  readonly next = input<string>()

  readonly #session = inject(SessionService)
  readonly #router = inject(Router)
  readonly #errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  protected readonly email = signal('')
  protected readonly password = signal('')
  protected readonly error = signal<string | null>(null)
  protected readonly isBusy = signal(false)

  protected async send(): Promise<void> {
    if (this.isBusy()) return
    this.isBusy.set(true)
    const result = await this.#session.signIn({ email: this.email(), password: this.password() })
    this.isBusy.set(false)
    if (result.ok) await this.#router.navigateByUrl(this.next() ?? '/')
    else this.error.set(this.#errorText.of(result.error))
  }
}
