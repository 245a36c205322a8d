import { LucideKeyRound } from '@lucide/angular'
import type { Feature } from '../shell/feature'

export const welcome: Feature = {
  id: 'welcome',
  title: { en: 'Welcome', es: 'Bienvenida', ru: 'Добро пожаловать', ko: '환영합니다' },
  icon: LucideKeyRound.icon,
  nav: null,
  isPublic: true,
  isBare: true,
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
}
