import type { Texts } from '../language.ts'

/** What is said about each new name. */
export const namingReasons = {
  'camel-case': {
    en: '`{from}` is now `{to}`: variables and functions are written in camelCase.',
    es: '`{from}` ahora es `{to}`: las variables y funciones se escriben en camelCase.',
    ru: '`{from}` теперь `{to}`: переменные и функции пишутся в camelCase.',
    ko: '`{from}` → `{to}`: 변수와 함수는 camelCase로 씁니다.',
  },
  'pascal-case': {
    en: '`{from}` is now `{to}`: classes, types and components are written in PascalCase.',
    es: '`{from}` ahora es `{to}`: las clases, los tipos y los componentes se escriben en PascalCase.',
    ru: '`{from}` теперь `{to}`: классы, типы и компоненты пишутся в PascalCase.',
    ko: '`{from}` → `{to}`: 클래스, 타입, 컴포넌트는 PascalCase로 씁니다.',
  },
  'constant-case': {
    en: '`{from}` is now `{to}`: a fixed value of the module is written in UPPER_SNAKE_CASE.',
    es: '`{from}` ahora es `{to}`: un valor fijo del módulo se escribe en UPPER_SNAKE_CASE.',
    ru: '`{from}` теперь `{to}`: постоянное значение модуля пишется в UPPER_SNAKE_CASE.',
    ko: '`{from}` → `{to}`: 모듈의 고정 값은 UPPER_SNAKE_CASE로 씁니다.',
  },
  abbreviation: {
    en: '`{from}` is now `{to}`: a whole word is read faster than an abbreviation is guessed.',
    es: '`{from}` ahora es `{to}`: una palabra entera se lee antes de lo que se adivina una abreviatura.',
    ru: '`{from}` теперь `{to}`: целое слово читается быстрее, чем угадывается сокращение.',
    ko: '`{from}` → `{to}`: 줄임말을 추측하는 것보다 온전한 단어가 읽기 쉽습니다.',
  },
  'boolean-name': {
    en: '`{from}` is now `{to}`: the name of a yes-or-no value reads as a question.',
    es: '`{from}` ahora es `{to}`: el nombre de un valor de sí o no se lee como una pregunta.',
    ru: '`{from}` теперь `{to}`: имя логического значения читается как вопрос.',
    ko: '`{from}` → `{to}`: 참/거짓 값의 이름은 질문처럼 읽혀야 합니다.',
  },
  'clear-name': {
    en: '`{from}` is now `{to}`: the name says what it holds.',
    es: '`{from}` ahora es `{to}`: el nombre dice qué contiene.',
    ru: '`{from}` теперь `{to}`: имя говорит, что в ней хранится.',
    ko: '`{from}` → `{to}`: 무엇이 담겼는지 이름이 말해 줍니다.',
  },
} satisfies Record<string, Texts>
