import { LucideKeyRound } from '@lucide/angular'
import { type Feature, goTo } from '../shell/feature'

export const keys: Feature = {
  id: 'keys',
  title: { en: 'Keys', es: 'Claves', ru: 'Ключи', ko: '키' },
  icon: LucideKeyRound.icon,
  nav: { group: 'operate', isOnPhoneBar: true },
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
  commands: [
    {
      id: 'keys.create',
      title: {
        en: 'Create a key',
        es: 'Crear una clave',
        ru: 'Создать ключ',
        ko: '키 만들기',
      },
      icon: LucideKeyRound.icon,
      keywords: ['api', 'sk-llv', 'token', 'new', 'nueva', 'новый', '새'],
      run: goTo('/keys?form=new'),
    },
  ],
}
