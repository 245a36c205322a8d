import { LucideListChecks } from '@lucide/angular'
import { type Feature, goTo } from '../shell/feature'

export const batches: Feature = {
  id: 'batches',
  title: { en: 'Batches', es: 'Lotes', ru: 'Пакеты', ko: '배치' },
  icon: LucideListChecks.icon,
  nav: { group: 'work' },
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
  commands: [
    {
      id: 'batches.create',
      title: {
        en: 'Create a batch',
        es: 'Crear un lote',
        ru: 'Создать пакет',
        ko: '배치 만들기',
      },
      icon: LucideListChecks.icon,
      keywords: ['jsonl', 'bulk', 'masivo', 'массово', '대량'],
      run: goTo('/batches?form=new'),
    },
  ],
}
