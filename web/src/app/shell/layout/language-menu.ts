import { Component, inject } from '@angular/core'
import {
  injectTranslate,
  type Language,
  languageNames,
  languages,
  LanguageService,
} from '../../language/language'

@Component({
  selector: 'llv-language-menu',
  template: `
    <select
      class="mini-select"
      [attr.aria-label]="t('shell.language')"
      [value]="service.current()"
      (change)="choose($event)"
    >
      @for (language of languages; track language) {
        <option
          [value]="language"
          [attr.lang]="language"
          [selected]="language === service.current()"
        >
          {{ names[language] }}
        </option>
      }
    </select>
  `,
})
export class LanguageMenu {
  protected readonly service = inject(LanguageService)
  protected readonly t = injectTranslate()
  protected readonly languages = languages
  protected readonly names = languageNames

  protected async choose(event: Event): Promise<void> {
    await this.service.use((event.target as HTMLSelectElement).value as Language)
  }
}
