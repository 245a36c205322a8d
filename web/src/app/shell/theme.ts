import { computed, effect, Injectable, signal } from '@angular/core'
import { remember, remembered } from '../browser/remembered'

export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

/** Light, dark, or as the system has it. `index.html` does the same before the first paint. */
@Injectable({ providedIn: 'root' })
export class ThemeService {
  readonly #chosen = signal<Theme>(rememberedTheme())
  readonly #isSystemDark = signal(false)

  readonly chosen = this.#chosen.asReadonly()
  readonly isDark = computed(() =>
    this.#chosen() === 'system' ? this.#isSystemDark() : this.#chosen() === 'dark',
  )

  constructor() {
    const system = matchMedia('(prefers-color-scheme: dark)')
    this.#isSystemDark.set(system.matches)
    system.addEventListener('change', ({ matches }) => this.#isSystemDark.set(matches))
    effect(() => {
      document.documentElement.dataset['theme'] = this.isDark() ? 'dark' : 'light'
    })
  }

  use(theme: Theme): void {
    remember('theme', theme)
    this.#chosen.set(theme)
  }
}

function rememberedTheme(): Theme {
  return themes.find((theme) => theme === remembered('theme')) ?? 'system'
}
