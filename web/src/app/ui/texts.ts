import type { TranslationLoaders } from '../language/language'

export const uiTexts: TranslationLoaders = {
  en: () => import('./i18n/en.json'),
  es: () => import('./i18n/es.json'),
  ru: () => import('./i18n/ru.json'),
  ko: () => import('./i18n/ko.json'),
}
