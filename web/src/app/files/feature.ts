import { LucideFiles } from '@lucide/angular'
import type { Feature } from '../shell/feature'

export const files: Feature = {
  id: 'files',
  title: { en: 'Files', es: 'Archivos', ru: 'Файлы', ko: '파일' },
  icon: LucideFiles.icon,
  nav: { group: 'work' },
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
}
