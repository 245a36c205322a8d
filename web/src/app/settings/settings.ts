import { Component, computed, inject, Injector, linkedSignal } from '@angular/core'
import {
  injectTranslate,
  type Language,
  languageNames,
  languages,
  LanguageService,
} from '../language/language'
import { SessionService } from '../shell/session'
import { switchLanguage } from '../shell/switch-language'
import { type Theme, ThemeService } from '../shell/theme'
import { PageHeader } from '../ui/page-header'
import { Segments } from '../ui/segments'
import { PasswordForm } from './password-form'
import { ServerSettings } from './server-settings'

@Component({
  selector: 'llv-settings',
  imports: [PageHeader, PasswordForm, Segments, ServerSettings],
  templateUrl: './settings.html',
})
export class Settings {
  readonly #injector = inject(Injector)
  readonly #language = inject(LanguageService).current
  /** What is asked for, until its texts are there or do not come. */
  protected readonly language = linkedSignal<string>(() => this.#language())
  protected readonly theme = inject(ThemeService)
  protected readonly t = injectTranslate()
  protected readonly person = inject(SessionService).person
  protected readonly languages = languages.map((id) => ({ id, label: languageNames[id] }))
  protected readonly themes = computed(() => [
    { id: 'light', label: this.t('settings.light') },
    { id: 'dark', label: this.t('settings.dark') },
    { id: 'system', label: this.t('settings.system') },
  ])

  protected async useLanguage(id: string): Promise<void> {
    this.language.set(id)
    const isSwitched = await switchLanguage(this.#injector, id as Language)
    if (!isSwitched) this.language.set(this.#language())
  }

  protected useTheme(id: string): void {
    this.theme.use(id as Theme)
  }
}
