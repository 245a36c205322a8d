import { LucideChartColumn } from '@lucide/angular'
import type { Feature } from '../shell/feature'

export const usage: Feature = {
  id: 'usage',
  title: { en: 'Usage', es: 'Consumo', ru: 'Расход', ko: '사용량' },
  icon: LucideChartColumn.icon,
  nav: { group: 'operate' },
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
}
