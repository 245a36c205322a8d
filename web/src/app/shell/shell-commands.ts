import {
  LucideLanguages,
  LucideLogOut,
  LucideMonitor,
  LucideMoon,
  LucideSun,
} from '@lucide/angular'
import { languageNames, languages } from '../language/language'
import type { Command } from './feature'
import { signOut } from './sign-out'
import { switchLanguage } from './switch-language'
import { type Theme, ThemeService } from './theme'

/** What is offered everywhere. */
export const shellCommands: readonly Command[] = [
  ...(
    [
      [
        'light',
        LucideSun.icon,
        { en: 'Light theme', es: 'Tema claro', ru: 'Светлая тема', ko: '밝은 테마' },
      ],
      [
        'dark',
        LucideMoon.icon,
        { en: 'Dark theme', es: 'Tema oscuro', ru: 'Тёмная тема', ko: '어두운 테마' },
      ],
      [
        'system',
        LucideMonitor.icon,
        {
          en: 'Theme of the system',
          es: 'Tema del sistema',
          ru: 'Тема как в системе',
          ko: '시스템 테마',
        },
      ],
    ] as const
  ).map(([theme, icon, title]): Command => ({
    id: `theme:${theme}`,
    title,
    icon,
    run: (injector) => injector.get(ThemeService).use(theme satisfies Theme),
  })),
  ...languages.map((language): Command => {
    const name = languageNames[language]
    return {
      id: `language:${language}`,
      title: {
        en: `Language: ${name}`,
        es: `Idioma: ${name}`,
        ru: `Язык: ${name}`,
        ko: `언어: ${name}`,
      },
      icon: LucideLanguages.icon,
      run: (injector) => switchLanguage(injector, language),
    }
  }),
  {
    id: 'sign-out',
    title: { en: 'Sign out', es: 'Cerrar sesión', ru: 'Выйти', ko: '로그아웃' },
    icon: LucideLogOut.icon,
    run: signOut,
  },
]
