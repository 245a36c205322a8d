import { Component, computed, inject, signal } from '@angular/core'
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router'
import { LucideDynamicIcon, LucideLogOut, LucideSearch } from '@lucide/angular'
import { keyCaps, matchesShortcut } from '../../browser/shortcut'
import { injectTranslate, LanguageService } from '../../language/language'
import { Button } from '../../ui/button'
import { ToastService } from '../../ui/toast-service'
import { FEATURES, type NavGroup } from '../feature'
import { SessionService } from '../session'
import { LanguageMenu } from './language-menu'
import { Logo } from './logo'
import { Palette } from '../palette/palette'
import { ThemeMenu } from './theme-menu'

const groups: readonly NavGroup[] = ['work', 'operate', 'you']

/** The frame around every signed-in screen: navigation, palette, and the screen itself. */
@Component({
  selector: 'llv-frame',
  imports: [
    Button,
    LanguageMenu,
    Logo,
    LucideDynamicIcon,
    LucideLogOut,
    LucideSearch,
    Palette,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    ThemeMenu,
  ],
  templateUrl: './frame.html',
  host: { class: 'contents', '(document:keydown)': 'onKey($event)' },
})
export class Frame {
  readonly #session = inject(SessionService)
  readonly #router = inject(Router)
  readonly #toasts = inject(ToastService)
  readonly #features = inject(FEATURES)
  protected readonly language = inject(LanguageService)
  protected readonly t = injectTranslate()
  protected readonly person = this.#session.person
  protected readonly isPaletteOpen = signal(false)
  protected readonly paletteKeys = keyCaps('mod+k')

  protected readonly groups = groups
    .map((name) => ({ name, features: this.#features.filter(({ nav }) => nav?.group === name) }))
    .filter(({ features }) => features.length > 0)
  protected readonly phoneBar = this.#features.filter(({ nav }) => nav?.isOnPhoneBar === true)
  protected readonly initials = computed(() =>
    (this.person()?.name ?? '').slice(0, 1).toUpperCase(),
  )

  protected onKey(event: KeyboardEvent): void {
    if (!matchesShortcut(event, 'mod+k')) return
    event.preventDefault()
    this.isPaletteOpen.update((isOpen) => !isOpen)
  }

  protected async signOut(): Promise<void> {
    const result = await this.#session.signOut()
    if (result.ok) await this.#router.navigateByUrl('/sign-in')
    else this.#toasts.failed(result.error.message)
  }
}
