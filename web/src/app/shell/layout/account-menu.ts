import { Component, computed, inject, Injector } from '@angular/core'
import { Router } from '@angular/router'
import { LucideLogIn, LucideLogOut } from '@lucide/angular'
import { injectTranslate } from '../../language/language'
import { Button } from '../../ui/button'
import { SessionService } from '../session'
import { signOut } from '../sign-out'

/** Who is signed in, and the way out; the way in, where the session was ended elsewhere. */
@Component({
  selector: 'llv-account-menu',
  imports: [Button, LucideLogIn, LucideLogOut],
  template: `
    @if (session.person(); as person) {
      <div class="flex items-center gap-2.5 pl-1">
        <span class="avatar" aria-hidden="true">{{ initial() }}</span>
        <span class="min-w-0 flex-1 text-sm leading-tight">
          <span class="block truncate font-semibold">{{ person.name }}</span>
          <span class="block truncate text-xs text-ink-faint">{{ person.email }}</span>
        </span>
        <button
          llvButton="quiet"
          iconOnly
          [attr.aria-label]="t('shell.signOut')"
          [title]="t('shell.signOut')"
          (click)="leave()"
        >
          <svg lucideLogOut></svg>
        </button>
      </div>
    } @else {
      <button llvButton class="w-full" (click)="enter()">
        <svg lucideLogIn></svg>{{ t('shell.signIn') }}
      </button>
    }
  `,
})
export class AccountMenu {
  readonly #injector = inject(Injector)
  readonly #router = inject(Router)
  protected readonly session = inject(SessionService)
  protected readonly t = injectTranslate()
  protected readonly initial = computed(
    () => /^./u.exec(this.session.person()?.name ?? '')?.[0] ?? '',
  )

  /** And back to where somebody was. */
  protected async enter(): Promise<void> {
    await this.#router.navigate(['/sign-in'], { queryParams: { next: this.#router.url } })
  }

  protected leave(): Promise<void> {
    return signOut(this.#injector)
  }
}
