import { TestBed } from '@angular/core/testing'
import { provideTransloco } from '@jsverse/transloco'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Language, languages, LanguageService, type TranslationLoaders } from './language'

/** The texts of one scope, each of which comes when the test says so. */
class Texts {
  readonly #loadings = new Map<Language, PromiseWithResolvers<{ default: { title: string } }>>()
  readonly loaders: TranslationLoaders = {
    en: () => this.#loading('en').promise,
    es: () => this.#loading('es').promise,
    ru: () => this.#loading('ru').promise,
    ko: () => this.#loading('ko').promise,
  }

  /** The server is not reached; another try is another request. */
  fail(language: Language): void {
    this.#loading(language).reject(new TypeError('Failed to fetch'))
    this.#loadings.delete(language)
  }

  arrive(language: Language): void {
    this.#loading(language).resolve({ default: { title: `title in ${language}` } })
  }

  #loading(language: Language): PromiseWithResolvers<{ default: { title: string } }> {
    const loading = this.#loadings.get(language) ?? Promise.withResolvers()
    this.#loadings.set(language, loading)
    return loading
  }
}

describe('the language of the page', () => {
  let service: LanguageService
  let shell: Texts
  let feature: Texts
  beforeEach(async () => {
    localStorage.clear()
    localStorage.setItem('llavero.language', 'en')
    TestBed.configureTestingModule({
      providers: [provideTransloco({ config: { availableLangs: [...languages], prodMode: true } })],
    })
    service = TestBed.inject(LanguageService)
    shell = new Texts()
    feature = new Texts()
    shell.arrive('en')
    await service.add('shell', shell.loaders)
  })

  it('has the texts of a feature that was being loaded while the language changed', async () => {
    const isChanged = service.use('ko')
    const isAdded = service.add('feature', feature.loaders)
    shell.arrive('ko')
    feature.arrive('ko')
    await isChanged
    feature.arrive('en')
    await isAdded
    expect(service.translate('feature.title')).toBe('title in ko')
  })

  it('has the texts of a feature that was loaded in the language before', async () => {
    const isChanged = service.use('ko')
    feature.arrive('en')
    await service.add('feature', feature.loaders)
    expect(service.translate('feature.title')).toBe('title in en')
    shell.arrive('ko')
    feature.arrive('ko')
    await isChanged
    expect(service.translate('feature.title')).toBe('title in ko')
  })

  it('is the one that was asked for last, whichever comes last', async () => {
    const isKorean = service.use('ko')
    const isSpanish = service.use('es')
    shell.arrive('es')
    await isSpanish
    shell.arrive('ko')
    await isKorean
    expect(service.current()).toBe('es')
    expect(service.translate('shell.title')).toBe('title in es')
    expect(document.documentElement.lang).toBe('es')
  })

  it('stays where the texts of another one do not come, which is told, and can be asked for again', async () => {
    const isChanged = service.use('ko')
    shell.fail('ko')
    expect(await isChanged).toBe(false)
    expect(service.current()).toBe('en')
    expect(localStorage.getItem('llavero.language')).toBe('en')
    const isChangedNow = service.use('ko')
    shell.arrive('ko')
    expect(await isChangedNow).toBe(true)
    expect(service.current()).toBe('ko')
  })

  it('says nothing of a failure that nobody waits for any more', async () => {
    const isKorean = service.use('ko')
    const isSpanish = service.use('es')
    shell.fail('ko')
    expect(await isKorean).toBe(true)
    shell.arrive('es')
    expect(await isSpanish).toBe(true)
    expect(service.current()).toBe('es')
  })
})
