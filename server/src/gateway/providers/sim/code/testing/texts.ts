import type { Texts } from '../language.ts'

export const testingReasons = {
  'tested-function': {
    en: '`{name}`: {count} cases whose results were worked out from the code.',
    es: '`{name}`: {count} casos cuyos resultados se dedujeron del código.',
    ru: '`{name}`: случаев {count}, результаты выведены из кода.',
    ko: '`{name}`: 코드에서 결과를 계산해 낸 경우 {count}개.',
  },
  'shape-only': {
    en: '`{name}`: only its shape is tested, because its result depends on more than its arguments; add cases that you know.',
    es: '`{name}`: solo se comprueba su forma, porque su resultado no depende solo de los argumentos; añada los casos que conozca.',
    ru: '`{name}`: проверяется только форма, так как результат зависит не только от аргументов; добавьте известные вам случаи.',
    ko: '`{name}`: 결과가 인수 외의 것에도 달려 있어 형태만 검사합니다. 아는 경우를 추가하세요.',
  },
  'tested-class': {
    en: '`{name}`: its methods are there.',
    es: '`{name}`: sus métodos existen.',
    ru: '`{name}`: методы на месте.',
    ko: '`{name}`: 메서드가 있는지 검사합니다.',
  },
  'not-reachable': {
    en: '`{name}` is not tested: it is not exported, or it needs things that only run elsewhere.',
    es: '`{name}` no se prueba: no se exporta o necesita cosas que solo funcionan en otro lugar.',
    ru: '`{name}` не проверяется: не экспортируется или зависит от того, что работает только в другом месте.',
    ko: '`{name}`은(는) 내보내지 않았거나 다른 환경이 필요해 테스트하지 않습니다.',
  },
} satisfies Record<string, Texts>

export const testingTexts = {
  gives: {
    en: '{call} gives {value}',
    es: '{call} da {value}',
    ru: '{call} даёт {value}',
    ko: '{call} 결과는 {value}',
  },
  fails: {
    en: '{call} fails',
    es: '{call} falla',
    ru: '{call} завершается ошибкой',
    ko: '{call} 오류 발생',
  },
  isFunction: { en: 'is a function', es: 'es una función', ru: 'это функция', ko: '함수이다' },
  hasMethod: {
    en: 'has the method {name}',
    es: 'tiene el método {name}',
    ru: 'имеет метод {name}',
    ko: '{name} 메서드가 있다',
  },
} satisfies Record<string, Texts>
