import { Component, computed, inject, Injector, signal } from '@angular/core'
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router'
import { LucideDynamicIcon, LucideKeyboard, LucideMenu, LucideSearch } from '@lucide/angular'
import { filter } from 'rxjs'
import { takeUntilDestroyed } from '@angular/core/rxjs-interop'
import { isTyping, keyCaps, matchesShortcut } from '../../browser/shortcut'
import { injectTranslate, LanguageService } from '../../language/language'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { CommandService } from '../commands'
import { FEATURES } from '../feature'
import { Palette } from '../palette/palette'
import { AccountMenu } from './account-menu'
import { LanguageMenu } from './language-menu'
import { Logo } from './logo'
import { NavList } from './nav-list'
import { ShortcutList } from './shortcut-list'
import { ThemeMenu } from './theme-menu'

/** The frame around every signed-in screen: navigation, palette, shortcuts, and the screen itself. */
@Component({
  selector: 'llv-frame',
  imports: [
    AccountMenu,
    Button,
    Dialog,
    LanguageMenu,
    Logo,
    LucideDynamicIcon,
    LucideKeyboard,
    LucideMenu,
    LucideSearch,
    NavList,
    Palette,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    ShortcutList,
    ThemeMenu,
  ],
  templateUrl: './frame.html',
  host: { class: 'contents', '(document:keydown)': 'onKey($event)' },
})
export class Frame {
  readonly #commands = inject(CommandService)
  readonly #injector = inject(Injector)
  protected readonly language = inject(LanguageService)
  protected readonly t = injectTranslate()
  protected readonly overlay = signal<'palette' | 'shortcuts' | 'menu' | null>(null)
  protected readonly isMenuOpen = computed(() => this.overlay() === 'menu')
  protected readonly areShortcutsOpen = computed(() => this.overlay() === 'shortcuts')
  protected readonly paletteKeys = keyCaps('mod+k')
  protected readonly phoneBar = inject(FEATURES)
    .filter(({ nav }) => nav?.isOnPhoneBar === true)
    .slice(0, 4)

  constructor() {
    const isNavigation = filter((event) => event instanceof NavigationEnd)
    inject(Router)
      .events.pipe(isNavigation, takeUntilDestroyed())
      .subscribe(() => this.overlay.set(null))
  }

  protected onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented) return
    if (matchesShortcut(event, 'mod+k')) this.#open(event, 'palette')
    else if (!isTyping(event) && matchesShortcut(event, '?')) this.#open(event, 'shortcuts')
    else this.#runShortcut(event)
  }

  #open(event: Event, overlay: 'palette' | 'shortcuts'): void {
    event.preventDefault()
    this.overlay.update((open) => (open === overlay ? null : overlay))
  }

  #runShortcut(event: KeyboardEvent): void {
    const command = this.#commands.all().find(({ shortcut }) => {
      const mayRun = shortcut?.includes('mod+') === true || !isTyping(event)
      return shortcut !== undefined && mayRun && matchesShortcut(event, shortcut)
    })
    if (!command) return
    event.preventDefault()
    command.run(this.#injector)
  }
}
