import { LucideSparkles } from '@lucide/angular'
import type { Feature } from '../shell/feature'

export const tryOut: Feature = {
  id: 'try',
  title: {
    en: 'Images, audio, moderation',
    es: 'Imagen, audio, moderación',
    ru: 'Картинки, звук, модерация',
    ko: '이미지·오디오·검열',
  },
  icon: LucideSparkles.icon,
  nav: { group: 'work' },
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
}
