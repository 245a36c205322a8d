import { effect, inject, Injectable, signal } from '@angular/core'
import { Title } from '@angular/platform-browser'
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router'
import { LanguageService, type Localized } from '../language/language'

/** The title of the browser's tab: the feature's name in the language of the page. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  readonly #title = inject(Title)
  readonly #language = inject(LanguageService)
  readonly #feature = signal<Localized | null>(null)
  /** What a screen says about itself, e.g. the name of the thing that it shows. */
  readonly #detail = signal<string | null>(null)

  constructor() {
    super()
    effect(() => {
      const feature = this.#feature()
      const parts = [this.#detail(), feature && this.#language.pick(feature), 'Llavero']
      this.#title.setTitle(parts.filter((part) => part !== null).join(' · '))
    })
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.#detail.set(null)
    this.#feature.set(
      (snapshot.root.firstChild?.firstChild ?? snapshot.root.firstChild)?.data['title'] ?? null,
    )
  }

  say(detail: string): void {
    this.#detail.set(detail)
  }
}
