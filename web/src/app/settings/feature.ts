import { LucideSettings } from '@lucide/angular'
import type { Feature } from '../shell/feature'

export const settings: Feature = {
  id: 'settings',
  title: { en: 'Settings', es: 'Ajustes', ru: 'Настройки', ko: '설정' },
  icon: LucideSettings.icon,
  nav: { group: 'you' },
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
}
