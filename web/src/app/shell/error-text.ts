import { Injectable } from '@angular/core'
import { injectTranslate } from '../language/language'
import { type ApiError, ApiFailure } from './api/api-client'

/** Codes that have words of their own in every language; the server's own message is told for the others. */
const known = new Set([
  'network',
  'invalid_credentials',
  'wrong_password',
  'too_many_attempts',
  'invalid_setup_code',
  'setup_completed',
  'unauthenticated',
  'not_found',
  'server_error',
  'overloaded',
])

/** What to tell the reader about an error. */
@Injectable({ providedIn: 'root' })
export class ErrorText {
  readonly #t = injectTranslate()

  of({ code, message }: ApiError): string {
    return code !== null && known.has(code) ? this.#t(`shell.error.${code}`) : message
  }

  /** What a resource's `error` says. */
  ofThrown(error: Error): string {
    return error instanceof ApiFailure ? this.of(error.error) : error.message
  }
}
