import { Component, inject, Injector } from '@angular/core'
import { Router } from '@angular/router'
import { LucideArrowRight } from '@lucide/angular'
import {
  injectTranslate,
  type Language,
  languageNames,
  languages,
  LanguageService,
} from '../language/language'
import { Bare } from '../shell/layout/bare'
import { switchLanguage } from '../shell/switch-language'

/** The first step: it can be read before a language was chosen. */
@Component({
  selector: 'llv-choose-language',
  imports: [Bare, LucideArrowRight],
  template: `
    <llv-bare [cut]="0">
      <div class="mx-auto w-full max-w-lg">
        <h1 class="text-3xl">{{ t('welcome.language.title') }}</h1>
        <p class="mt-2 text-ink-soft">{{ t('welcome.language.text') }}</p>
        <ul class="mt-7 flex flex-col gap-2.5">
          @for (language of languages; track language) {
            <li>
              <button
                class="choice group"
                type="button"
                [attr.lang]="language"
                [attr.aria-current]="language === service.current() || null"
                (click)="choose(language)"
              >
                <span class="min-w-0 flex-1 text-lg font-semibold">{{ names[language] }}</span>
                <svg lucideArrowRight class="size-5 text-ink-faint"></svg>
              </button>
            </li>
          }
        </ul>
      </div>
    </llv-bare>
  `,
})
export class ChooseLanguage {
  readonly #injector = inject(Injector)
  readonly #router = inject(Router)
  protected readonly service = inject(LanguageService)
  protected readonly t = injectTranslate()
  protected readonly names = languageNames
  /** The browser's own language first. */
  protected readonly languages = languages.toSorted(
    (one, other) =>
      Number(other === this.service.current()) - Number(one === this.service.current()),
  )

  protected async choose(language: Language): Promise<void> {
    if (!(await switchLanguage(this.#injector, language))) return
    await this.#router.navigateByUrl('/welcome/account')
  }
}
