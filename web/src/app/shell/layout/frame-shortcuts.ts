import type { Localized } from '../../language/language'
import type { ShortcutNote } from '../feature'

export const everywhere: Localized = {
  en: 'Everywhere',
  es: 'En todas partes',
  ru: 'Везде',
  ko: '어디서나',
}

export const frameShortcuts: readonly ShortcutNote[] = [
  {
    keys: 'mod+k',
    title: {
      en: 'Go somewhere or do something',
      es: 'Ir a un lugar o hacer algo',
      ru: 'Перейти куда-нибудь или сделать что-нибудь',
      ko: '이동하거나 명령 실행',
    },
  },
  {
    keys: '?',
    title: { en: 'This list', es: 'Esta lista', ru: 'Этот список', ko: '이 목록' },
  },
  {
    keys: 'mod+enter',
    title: { en: 'Run', es: 'Ejecutar', ru: 'Запустить', ko: '실행' },
  },
  {
    keys: 'escape',
    title: {
      en: 'Stop, or close what is open',
      es: 'Detener o cerrar lo que esté abierto',
      ru: 'Остановить или закрыть открытое',
      ko: '중지 또는 열린 창 닫기',
    },
  },
]
