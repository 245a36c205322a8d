import { computed, Injectable } from '@angular/core'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { injectTranslate } from '../../language/language'

/** The verdicts in the reader's words. */
@Injectable({ providedIn: 'root' })
export class VerdictNames {
  readonly #t = injectTranslate()

  readonly all = computed((): Readonly<Record<RequestObject['verdict'], string>> => ({
    complete: this.#t('shell.verdict.complete'),
    truncated: this.#t('shell.verdict.truncated'),
    provider_error: this.#t('shell.verdict.providerError'),
    client_gone: this.#t('shell.verdict.clientGone'),
    server_stopped: this.#t('shell.verdict.serverStopped'),
    refused: this.#t('shell.verdict.refused'),
  }))
}
