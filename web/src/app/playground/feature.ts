import { LucideSlidersHorizontal } from '@lucide/angular'
import type { Feature } from '../shell/feature'

export const playground: Feature = {
  id: 'playground',
  title: {
    en: 'Playground',
    es: 'Laboratorio',
    ru: 'Лаборатория',
    ko: '플레이그라운드',
  },
  icon: LucideSlidersHorizontal.icon,
  nav: { group: 'work', isOnPhoneBar: false },
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
  shortcuts: [
    {
      keys: 'mod+Enter',
      title: { en: 'Send', es: 'Enviar', ru: 'Отправить', ko: '보내기' },
    },
    {
      keys: 'Escape',
      title: {
        en: 'Stop the answer',
        es: 'Detener la respuesta',
        ru: 'Остановить ответ',
        ko: '응답 멈추기',
      },
    },
  ],
}
