import { Component, computed, inject } from '@angular/core'
import {
  injectTranslate,
  type Language,
  languageNames,
  languages,
  LanguageService,
} from '../language/language'
import { SessionService } from '../shell/session'
import { type Theme, ThemeService } from '../shell/theme'
import { PageHeader } from '../ui/page-header'
import { Segments } from '../ui/segments'
import { ServerSettings } from './server-settings'

@Component({
  selector: 'llv-settings',
  imports: [PageHeader, Segments, ServerSettings],
  templateUrl: './settings.html',
})
export class Settings {
  protected readonly language = inject(LanguageService)
  protected readonly theme = inject(ThemeService)
  protected readonly t = injectTranslate()
  protected readonly person = inject(SessionService).person
  protected readonly languages = languages.map((id) => ({ id, label: languageNames[id] }))
  protected readonly themes = computed(() => [
    { id: 'light', label: this.t('settings.light') },
    { id: 'dark', label: this.t('settings.dark') },
    { id: 'system', label: this.t('settings.system') },
  ])

  protected useLanguage(id: string): Promise<void> {
    return this.language.use(id as Language)
  }

  protected useTheme(id: string): void {
    this.theme.use(id as Theme)
  }
}
