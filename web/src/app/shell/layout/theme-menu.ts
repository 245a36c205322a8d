import { Component, computed, inject } from '@angular/core'
import { LucideDynamicIcon, LucideMonitor, LucideMoon, LucideSun } from '@lucide/angular'
import { injectTranslate } from '../../language/language'
import { Button } from '../../ui/button'
import { themes, ThemeService } from '../theme'

const icons = { light: LucideSun.icon, dark: LucideMoon.icon, system: LucideMonitor.icon }

/** One button that goes through light, dark and system. */
@Component({
  selector: 'llv-theme-menu',
  imports: [Button, LucideDynamicIcon],
  template: `
    <button
      llvButton="quiet"
      iconOnly
      [attr.aria-label]="label()"
      [title]="label()"
      (click)="next()"
    >
      <svg [lucideIcon]="icon()"></svg>
    </button>
  `,
})
export class ThemeMenu {
  readonly #theme = inject(ThemeService)
  protected readonly t = injectTranslate()
  protected readonly icon = computed(() => icons[this.#theme.chosen()])
  protected readonly label = computed(() => this.t(`shell.theme.${this.#theme.chosen()}`))

  protected next(): void {
    const index = themes.indexOf(this.#theme.chosen())
    this.#theme.use(themes[(index + 1) % themes.length] ?? 'system')
  }
}
