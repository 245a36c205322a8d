import { computed, inject, Injectable, type Signal, signal } from '@angular/core'
import { type Translation, TranslocoService } from '@jsverse/transloco'
import { remember, remembered } from '../browser/remembered'

export const languages = ['en', 'es', 'ru', 'ko'] as const
export type Language = (typeof languages)[number]

/** How each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  es: 'Español',
  ru: 'Русский',
  ko: '한국어',
}

/** One short text in every language, where it is needed before its feature is loaded. */
export type Localized = Readonly<Record<Language, string>>

/** Where the texts of one scope are, by language. */
export type TranslationLoaders = Readonly<
  Record<Language, () => Promise<{ readonly default: Translation }>>
>

/** Turns a key into a text of the current language; reads a signal, so that templates follow the language. */
export type Translate = (key: string, values?: Readonly<Record<string, unknown>>) => string

/**
 * The language of the page and the texts that are there. A language becomes the current one only when all
 * scopes in use have been loaded in it, so that no key is ever shown.
 */
@Injectable({ providedIn: 'root' })
export class LanguageService {
  readonly #transloco = inject(TranslocoService)
  readonly #loaders = new Map<string, TranslationLoaders>()
  readonly #loaded = new Map<string, Promise<void>>()
  readonly #current = signal<Language>(preferredLanguage())
  /** The last that was asked for: one whose texts come later than those of a newer wish is let go. */
  #wanted = this.#current()
  /** Told apart from the language, because texts also arrive while the language stays. */
  readonly #revision = signal(0)

  readonly current: Signal<Language> = this.#current.asReadonly()
  readonly name = computed(() => languageNames[this.#current()])

  readonly translate: Translate = (key, values) => {
    this.#revision()
    return this.#transloco.translate(key, { ...values }, this.#current())
  }

  pick(localized: Localized): string {
    return localized[this.#current()]
  }

  /** Makes the texts of a scope available under `scope.`, now and in every language to come. Rejects where they do not come. */
  async add(scope: string, loaders: TranslationLoaders): Promise<void> {
    this.#loaders.set(scope, loaders)
    let language: Language
    do {
      language = this.#current()
      await this.#load(scope, language)
    } while (language !== this.#current())
    this.#revision.update((revision) => revision + 1)
  }

  /**
   * Switches the page without a reload, and remembers the choice in this browser. False where the texts did not come:
   * then the page stays as it is. A wish that was followed by another one is let go.
   */
  async use(language: Language): Promise<boolean> {
    this.#wanted = language
    const isLoaded = await this.#loadAll(language).then(
      () => true,
      () => false,
    )
    if (language !== this.#wanted) return true
    if (isLoaded) this.#switchTo(language)
    else this.#wanted = this.#current()
    return isLoaded
  }

  #switchTo(language: Language): void {
    remember('language', language)
    this.#transloco.setActiveLang(language)
    this.#current.set(language)
    document.documentElement.lang = language
  }

  async #loadAll(language: Language): Promise<void> {
    let scopes: number
    do {
      scopes = this.#loaders.size
      await Promise.all([...this.#loaders.keys()].map((scope) => this.#load(scope, language)))
    } while (scopes < this.#loaders.size)
  }

  #load(scope: string, language: Language): Promise<void> {
    const id = `${scope}/${language}`
    const known = this.#loaded.get(id)
    if (known) return known
    const loading = this.#fetch(scope, language)
    this.#loaded.set(id, loading)
    loading.catch(() => this.#loaded.delete(id))
    return loading
  }

  async #fetch(scope: string, language: Language): Promise<void> {
    const texts = await this.#loaders.get(scope)?.[language]()
    if (texts) this.#transloco.setTranslation({ [scope]: texts.default }, language)
  }
}

/** For components: `protected readonly t = injectTranslate()`, then `t('keys.title')` in the template. */
export function injectTranslate(): Translate {
  return inject(LanguageService).translate
}

function preferredLanguage(): Language {
  const wishes = [remembered('language'), ...navigator.languages.map((tag) => tag.split('-')[0])]
  return wishes.find(isLanguage) ?? 'en'
}

function isLanguage(text: string | null | undefined): text is Language {
  return languages.some((language) => language === text)
}
