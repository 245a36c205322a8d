import { Component, inject, signal, viewChild } from '@angular/core'
import { RouterLink } from '@angular/router'
import {
  LucideKeyRound,
  LucidePencil,
  LucidePlus,
  LucideRefreshCcw,
  LucideTrash2,
} from '@lucide/angular'
import type { CreatedKeyObject, KeyObject } from '@llavero/protocol/control/keys.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { addressedForm } from '../shell/addressed-form'
import { ApiClient } from '../shell/api/api-client'
import { keysetList } from '../shell/api/keyset-list'
import { ListFrame } from '../shell/api/list-frame'
import { ErrorText } from '../shell/error-text'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { PageHeader } from '../ui/page-header'
import { ToastService } from '../ui/toast-service'
import { CreatedKey } from './created-key'
import { KeyForm } from './key-form'
import { RotateKey } from './rotate-key'
import { type KeyState, stateOf } from './key-state'

/** Everybody's keys: who holds which, what they have spent, and what they may. */
@Component({
  selector: 'llv-keys',
  imports: [
    Button,
    ConfirmDialog,
    CreatedKey,
    KeyForm,
    ListFrame,
    LucidePencil,
    LucidePlus,
    LucideRefreshCcw,
    LucideTrash2,
    PageHeader,
    RotateKey,
    RouterLink,
  ],
  templateUrl: './keys.html',
})
export class Keys {
  readonly #api = inject(ApiClient)
  readonly #toasts = inject(ToastService)
  protected readonly errorText = inject(ErrorText)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly keyIcon = LucideKeyRound.icon

  protected readonly list = keysetList(
    () => null,
    (_filter, before, abort) =>
      this.#api.get<Page<KeyObject>>('/api/keys', { query: { before, limit: 50 }, signal: abort }),
  )
  protected readonly edited = signal<KeyObject | null>(null)
  protected readonly shownForm = viewChild(KeyForm)
  protected readonly form = addressedForm(() => this.shownForm()?.isBusy() === true)
  protected readonly rotated = signal<KeyObject | null>(null)
  protected readonly created = signal<CreatedKeyObject | null>(null)
  protected readonly revoked = signal<KeyObject | null>(null)
  protected readonly isAskingToRevoke = signal(false)

  protected stateOf(key: KeyObject): KeyState {
    return stateOf(key, Date.now())
  }

  /** Until when the secret before the last rotation works; null where it has ended. */
  protected graceEndOf({ previous_ends_at: end, revoked_at: revoked }: KeyObject): number | null {
    return end !== null && revoked === null && end * 1000 > Date.now() ? end : null
  }

  /** How much of its budget a key has used, for the bar; null without a budget. */
  protected usedShare({ budget_usd: budget, spent_usd: spent }: KeyObject): number | null {
    if (budget === null) return null
    return budget === 0 ? 1 : Math.min(1, spent / budget)
  }

  protected edit(key: KeyObject): void {
    this.edited.set(key)
    this.form.open()
  }

  protected closeForm(): void {
    this.form.close()
    this.edited.set(null)
  }

  protected saved(key: KeyObject | CreatedKeyObject): void {
    this.rotated.set(null)
    if ('key' in key) this.created.set(key)
    else this.#toasts.done(this.t('keys.saved', { name: key.name }))
    this.closeForm()
    this.list.reload()
  }

  protected askToRevoke(key: KeyObject): void {
    this.revoked.set(key)
    this.isAskingToRevoke.set(true)
  }

  protected async revoke(): Promise<void> {
    const key = this.revoked()
    if (key === null) return
    const result = await this.#api.post<KeyObject>(`/api/keys/${key.id}/revoke`)
    if (result.ok) this.#toasts.done(this.t('keys.revoked', { name: key.name }))
    else this.#toasts.failed(this.errorText.of(result.error))
    this.list.reload()
  }
}
