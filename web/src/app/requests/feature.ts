import { LucideListTree } from '@lucide/angular'
import type { Feature } from '../shell/feature'

export const requests: Feature = {
  id: 'requests',
  title: { en: 'Requests', es: 'Peticiones', ru: 'Запросы', ko: '요청' },
  icon: LucideListTree.icon,
  nav: { group: 'operate' },
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
}
