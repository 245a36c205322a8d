import { Component, inject, signal } from '@angular/core'
import { FormsModule } from '@angular/forms'
import { Router } from '@angular/router'
import { injectTranslate } from '../language/language'
import type { ApiError } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { Bare } from '../shell/layout/bare'
import { PreferencesService } from '../shell/preferences'
import { SessionService } from '../shell/session'
import { Button } from '../ui/button'
import { Enter } from '../ui/enter'
import { Field, Input } from '../ui/field'

/** The first account of a new server, opened with the code that it printed. */
@Component({
  selector: 'llv-account',
  imports: [Bare, Button, Enter, Field, FormsModule, Input],
  templateUrl: './account.html',
})
export class Account {
  readonly #session = inject(SessionService)
  readonly #preferences = inject(PreferencesService)
  readonly #router = inject(Router)
  readonly #errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  protected readonly code = signal('')
  protected readonly name = signal('')
  protected readonly email = signal('')
  protected readonly password = signal('')
  protected readonly error = signal<ApiError | null>(null)
  protected readonly isBusy = signal(false)

  protected async send(): Promise<void> {
    if (this.isBusy()) return
    this.isBusy.set(true)
    this.error.set(null)
    const result = await this.#session.createOwner({
      code: this.code().trim(),
      name: this.name().trim(),
      email: this.email().trim(),
      password: this.password(),
    })
    this.isBusy.set(false)
    if (result.ok) {
      this.#preferences.keep()
      await this.#router.navigateByUrl('/welcome/answers')
    } else this.error.set(result.error)
  }

  /** What is wrong with this field; the last one also tells what concerns none. */
  protected errorOf(field: string): string | null {
    const error = this.error()
    if (error === null) return null
    const isHere = error.param === field || (error.param === null && field === 'password')
    return isHere ? this.#errorText.of(error) : null
  }
}
