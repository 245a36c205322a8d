import { Component, computed, inject, Injector } from '@angular/core'
import { LucideLogOut } from '@lucide/angular'
import { injectTranslate } from '../../language/language'
import { Button } from '../../ui/button'
import { SessionService } from '../session'
import { signOut } from '../sign-out'

/** Who is signed in, and the way out. */
@Component({
  selector: 'llv-account-menu',
  imports: [Button, LucideLogOut],
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
    }
  `,
})
export class AccountMenu {
  readonly #injector = inject(Injector)
  protected readonly session = inject(SessionService)
  protected readonly t = injectTranslate()
  protected readonly initial = computed(
    () => /^./u.exec(this.session.person()?.name ?? '')?.[0] ?? '',
  )

  protected leave(): Promise<void> {
    return signOut(this.#injector)
  }
}
