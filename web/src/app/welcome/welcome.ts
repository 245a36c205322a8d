import { Component, inject, signal } from '@angular/core'
import { FormsModule } from '@angular/forms'
import { Router } from '@angular/router'
import { injectTranslate } from '../language/language'
import type { ApiError } from '../shell/api/api-client'
import { ErrorText } from '../shell/error-text'
import { Bare } from '../shell/layout/bare'
import { SessionService } from '../shell/session'
import { Button } from '../ui/button'
import { Enter } from '../ui/enter'
import { Field, Input } from '../ui/field'

/** The first account of a new server. */
@Component({
  selector: 'llv-welcome',
  imports: [Bare, Button, Enter, Field, FormsModule, Input],
  templateUrl: './welcome.html',
})
export class Welcome {
  readonly #session = inject(SessionService)
  readonly #router = inject(Router)
  readonly #errorText = inject(ErrorText)
  protected readonly t = injectTranslate()
  protected readonly code = signal('')
  protected readonly name = signal('')
  protected readonly email = signal('')
  protected readonly password = signal('')
  protected readonly error = signal<ApiError | null>(null)

  protected async send(): Promise<void> {
    const result = await this.#session.createOwner({
      code: this.code().trim(),
      name: this.name().trim(),
      email: this.email().trim(),
      password: this.password(),
    })
    if (result.ok) await this.#router.navigateByUrl('/')
    else this.error.set(result.error)
  }

  /** The error where it is about this field; `password` also shows what is about none. */
  protected errorOf(field: string): string | null {
    const error = this.error()
    if (error === null) return null
    const isHere = error.param === field || (error.param === null && field === 'password')
    return isHere ? this.#errorText.of(error) : null
  }
}
