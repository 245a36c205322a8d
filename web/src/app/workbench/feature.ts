import { LucideCodeXml, LucideListChecks } from '@lucide/angular'
import { type Feature, goTo } from '../shell/feature'

export const workbench: Feature = {
  id: 'workbench',
  title: { en: 'Workbench', es: 'Banco de código', ru: 'Мастерская кода', ko: '코드 작업대' },
  icon: LucideCodeXml.icon,
  nav: { group: 'work', isOnPhoneBar: true },
  routes: async () => (await import('./routes')).routes,
  texts: {
    en: () => import('./i18n/en.json'),
    es: () => import('./i18n/es.json'),
    ru: () => import('./i18n/ru.json'),
    ko: () => import('./i18n/ko.json'),
  },
  commands: [
    {
      id: 'workbench:actions',
      title: {
        en: 'Edit code actions',
        es: 'Editar las acciones de código',
        ru: 'Изменить действия с кодом',
        ko: '코드 작업 편집',
      },
      icon: LucideListChecks.icon,
      keywords: ['prompt', 'prompts', 'template', 'промпт', '프롬프트', 'plantilla'],
      run: goTo('/workbench/actions'),
    },
  ],
}
