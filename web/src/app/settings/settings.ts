import { Component, inject } from '@angular/core'
import { injectTranslate } from '../language/language'
import { LanguageMenu } from '../shell/layout/language-menu'
import { ThemeMenu } from '../shell/layout/theme-menu'
import { SessionService } from '../shell/session'
import { PageHeader } from '../ui/page-header'

@Component({
  selector: 'llv-settings',
  imports: [LanguageMenu, PageHeader, ThemeMenu],
  templateUrl: './settings.html',
})
export class Settings {
  protected readonly t = injectTranslate()
  protected readonly person = inject(SessionService).person
}
