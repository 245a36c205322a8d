import { LucideServer } from '@lucide/angular'
import { type Feature, goTo } from '../shell/feature'

export const providers: Feature = {
  id: 'providers',
  title: { en: 'Providers', es: 'Proveedores', ru: 'Провайдеры', ko: '제공자' },
  icon: LucideServer.icon,
  nav: { group: 'operate' },
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
  commands: [
    {
      id: 'providers.add',
      title: {
        en: 'Add a provider',
        es: 'Añadir un proveedor',
        ru: 'Добавить провайдера',
        ko: '제공자 추가',
      },
      icon: LucideServer.icon,
      keywords: ['openai', 'ollama', 'groq', 'azure', 'vllm'],
      run: goTo('/providers?form=new'),
    },
  ],
}
