import { LucideGraduationCap } from '@lucide/angular'
import { type Feature, goTo } from '../shell/feature'

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
  commands: [
    {
      id: 'fine-tuning.create',
      title: {
        en: 'Train a model',
        es: 'Entrenar un modelo',
        ru: 'Обучить модель',
        ko: '모델 학습시키기',
      },
      icon: LucideGraduationCap.icon,
      keywords: ['fine-tune', 'jsonl', 'ajuste', 'дообучение', '미세 조정'],
      run: goTo('/fine-tuning?form=new'),
    },
  ],
}
