import { LucideGraduationCap } from '@lucide/angular'
import type { Feature } from '../shell/feature'

export const fineTuning: Feature = {
  id: 'fine-tuning',
  title: { en: 'Fine-tuning', es: 'Ajuste fino', ru: 'Дообучение', ko: '미세 조정' },
  icon: LucideGraduationCap.icon,
  nav: { group: 'work' },
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
}
