import { LucideLogIn } from '@lucide/angular'
import type { Feature } from '../shell/feature'

export const signIn: Feature = {
  id: 'sign-in',
  title: { en: 'Sign in', es: 'Iniciar sesión', ru: 'Вход', ko: '로그인' },
  icon: LucideLogIn.icon,
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
