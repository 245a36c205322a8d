import { Component, inject, Injector } from '@angular/core'
import {
  injectTranslate,
  type Language,
  languageNames,
  languages,
  LanguageService,
} from '../../language/language'
import { switchLanguage } from '../switch-language'

@Component({
  selector: 'llv-language-menu',
  template: `
    <select
      #field
      class="mini-select"
      [attr.aria-label]="t('shell.language')"
      [value]="service.current()"
      (change)="choose(field)"
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
  readonly #injector = inject(Injector)
  protected readonly service = inject(LanguageService)
  protected readonly t = injectTranslate()
  protected readonly languages = languages
  protected readonly names = languageNames

  protected async choose(field: HTMLSelectElement): Promise<void> {
    const isSwitched = await switchLanguage(this.#injector, field.value as Language)
    if (!isSwitched) field.value = this.service.current()
  }
}
