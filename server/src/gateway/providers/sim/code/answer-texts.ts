import type { Texts } from './language.ts'

/** The sentences around an answer. */
export const answerTexts = {
  line: { en: 'Line {line}', es: 'Línea {line}', ru: 'Строка {line}', ko: '{line}행' },
  changes: {
    en: 'What changed and why',
    es: 'Qué ha cambiado y por qué',
    ru: 'Что изменено и почему',
    ko: '바뀐 점과 이유',
  },
  advice: {
    en: 'Worth a look',
    es: 'Conviene revisar',
    ru: 'На что обратить внимание',
    ko: '살펴볼 점',
  },
  tests: { en: 'What is tested', es: 'Qué se prueba', ru: 'Что проверяется', ko: '검사하는 내용' },
  mended: {
    en: 'The code did not parse, so this came first:',
    es: 'El código no se podía analizar, así que primero se hizo esto:',
    ru: 'Код не разбирался, поэтому сначала сделано вот что:',
    ko: '코드를 해석할 수 없어 먼저 다음과 같이 고쳤습니다:',
  },
  'fix-bugs': {
    en: 'Bugs fixed: {count}.',
    es: 'Errores corregidos: {count}.',
    ru: 'Исправлено ошибок: {count}.',
    ko: '고친 버그: {count}개.',
  },
  'fix-naming': {
    en: 'Names improved: {count}.',
    es: 'Nombres mejorados: {count}.',
    ru: 'Улучшено имён: {count}.',
    ko: '고친 이름: {count}개.',
  },
  'write-documentation': {
    en: 'Comments written: {count}.',
    es: 'Comentarios escritos: {count}.',
    ru: 'Написано комментариев: {count}.',
    ko: '작성한 주석: {count}개.',
  },
  refactor: {
    en: 'Places made clearer, with the same behaviour: {count}.',
    es: 'Partes simplificadas, con el mismo comportamiento: {count}.',
    ru: 'Улучшено мест без изменения поведения: {count}.',
    ko: '동작은 그대로 두고 다듬은 곳: {count}곳.',
  },
  'fix-bugs-none': {
    en: 'None of the typical bugs that this helper knows is in this code. It is unchanged.',
    es: 'Este código no tiene ninguno de los errores típicos que conoce este ayudante. Queda igual.',
    ru: 'Типичных ошибок, известных этому помощнику, в коде нет. Код не изменён.',
    ko: '이 도우미가 아는 전형적인 버그를 찾지 못했습니다. 코드는 그대로입니다.',
  },
  'fix-naming-none': {
    en: 'The names already follow the conventions. The code is unchanged.',
    es: 'Los nombres ya siguen las convenciones. El código queda igual.',
    ru: 'Имена уже соответствуют соглашениям. Код не изменён.',
    ko: '이름이 이미 관례를 따르고 있습니다. 코드는 그대로입니다.',
  },
  'write-documentation-none': {
    en: 'There is nothing left to document. The code is unchanged.',
    es: 'No queda nada por documentar. El código queda igual.',
    ru: 'Документировать больше нечего. Код не изменён.',
    ko: '더 문서화할 것이 없습니다. 코드는 그대로입니다.',
  },
  'refactor-none': {
    en: 'There is nothing that this helper could say more clearly. The code is unchanged.',
    es: 'Este ayudante no encuentra nada que expresar con más claridad. El código queda igual.',
    ru: 'Этот помощник не нашёл, что выразить яснее. Код не изменён.',
    ko: '더 명확하게 다듬을 곳을 찾지 못했습니다. 코드는 그대로입니다.',
  },
  'generate-tests': {
    en: 'A test file for `node:test`. It holds a copy of what it tests; save it as `code.test.{extension}` and run `node --test`.',
    es: 'Un archivo de pruebas para `node:test`. Incluye una copia de lo que prueba; guárdelo como `code.test.{extension}` y ejecute `node --test`.',
    ru: 'Файл тестов для `node:test`. В нём есть копия проверяемого кода; сохраните его как `code.test.{extension}` и запустите `node --test`.',
    ko: '`node:test`용 테스트 파일입니다. 검사할 코드가 안에 들어 있으니 `code.test.{extension}`로 저장하고 `node --test`를 실행하세요.',
  },
  'generate-tests-beside': {
    en: 'A test file for `node:test`. Save it beside your code, which it expects in `{module}`, and run `node --test`.',
    es: 'Un archivo de pruebas para `node:test`. Guárdelo junto a su código, que espera en `{module}`, y ejecute `node --test`.',
    ru: 'Файл тестов для `node:test`. Сохраните его рядом с кодом, который он ищет в `{module}`, и запустите `node --test`.',
    ko: '`node:test`용 테스트 파일입니다. `{module}`에 있는 코드 옆에 저장하고 `node --test`를 실행하세요.',
  },
  'generate-tests-none': {
    en: 'This code has no function that a test could call: export one, or put the work into a function.',
    es: 'Este código no tiene ninguna función que una prueba pueda llamar: exporte una o ponga el trabajo en una función.',
    ru: 'В этом коде нет функции, которую мог бы вызвать тест: экспортируйте её или вынесите работу в функцию.',
    ko: '테스트가 호출할 수 있는 함수가 없습니다. 함수를 내보내거나 작업을 함수로 옮기세요.',
  },
  noCode: {
    en: 'Paste JavaScript or TypeScript in a fenced block and say what to do: fix bugs, explain, fix naming, write documentation, generate tests or refactor.',
    es: 'Pegue código JavaScript o TypeScript en un bloque delimitado y diga qué hacer: corregir errores, explicar, mejorar nombres, documentar, generar pruebas o refactorizar.',
    ru: 'Вставьте код на JavaScript или TypeScript в блок с обратными кавычками и скажите, что сделать: исправить ошибки, объяснить, улучшить имена, написать документацию, создать тесты или провести рефакторинг.',
    ko: '코드 블록에 JavaScript나 TypeScript 코드를 붙여 넣고 할 일을 알려 주세요: 버그 수정, 설명, 이름 개선, 문서화, 테스트 생성, 리팩터링.',
  },
  foreign: {
    en: 'This offline helper reads only JavaScript and TypeScript, not {name}, so it says nothing about this code rather than guess. Choose a real model of a provider for it.',
    es: 'Este ayudante sin conexión solo lee JavaScript y TypeScript, no {name}; antes que adivinar, no dice nada sobre este código. Elija para ello un modelo real de un proveedor.',
    ru: 'Этот автономный помощник читает только JavaScript и TypeScript, но не {name}, и гадать об этом коде не станет. Выберите для него настоящую модель поставщика.',
    ko: '이 오프라인 도우미는 JavaScript와 TypeScript만 읽을 수 있고 {name}은(는) 읽지 못하므로 추측하지 않습니다. 제공자의 실제 모델을 선택하세요.',
  },
  unreadable: {
    en: 'The code does not parse: the parser stops at line {line} (“{message}”), and inserting what is missing did not help. Mend that place first, or choose a real model.',
    es: 'El código no se puede analizar: el analizador se detiene en la línea {line} («{message}») y añadir lo que falta no bastó. Corrija primero ese lugar o elija un modelo real.',
    ru: 'Код не разбирается: разбор останавливается в строке {line} («{message}»), и вставка недостающего не помогла. Сначала исправьте это место или выберите настоящую модель.',
    ko: '코드를 해석할 수 없습니다. {line}행에서 멈췄고("{message}") 빠진 것을 넣어도 해결되지 않았습니다. 그곳을 먼저 고치거나 실제 모델을 선택하세요.',
  },
  tooLarge: {
    en: 'This snippet is too large for the offline helper, which works with at most {limit}. Paste the part in question, or choose a real model.',
    es: 'Este fragmento es demasiado grande para el ayudante sin conexión, que admite como máximo {limit}. Pegue la parte en cuestión o elija un modelo real.',
    ru: 'Этот фрагмент слишком велик для автономного помощника: не более {limit}. Вставьте нужную часть или выберите настоящую модель.',
    ko: '오프라인 도우미가 다루기에는 코드가 너무 큽니다(최대 {limit}). 필요한 부분만 붙여 넣거나 실제 모델을 선택하세요.',
  },
  tooDeep: {
    en: 'This code is nested too deeply for the offline helper. Paste a smaller part, or choose a real model.',
    es: 'Este código está anidado con demasiada profundidad para el ayudante sin conexión. Pegue una parte menor o elija un modelo real.',
    ru: 'Вложенность этого кода слишком велика для автономного помощника. Вставьте меньшую часть или выберите настоящую модель.',
    ko: '코드가 너무 깊게 중첩되어 오프라인 도우미가 처리할 수 없습니다. 더 작은 부분을 붙여 넣거나 실제 모델을 선택하세요.',
  },
  failed: {
    en: 'The offline helper failed on this code, which is a bug of its own. Your code was not changed; choose a real model meanwhile.',
    es: 'El ayudante sin conexión falló con este código, y es un error suyo. Su código no ha cambiado; mientras tanto, elija un modelo real.',
    ru: 'Автономный помощник не справился с этим кодом, и это его собственная ошибка. Ваш код не изменён; пока выберите настоящую модель.',
    ko: '오프라인 도우미가 자체 오류로 이 코드를 처리하지 못했습니다. 코드는 바뀌지 않았습니다. 우선 실제 모델을 선택하세요.',
  },
  limitNodes: {
    en: '{count} syntax nodes',
    es: '{count} nodos de sintaxis',
    ru: '{count} узлов синтаксиса',
    ko: '구문 노드 {count}개',
  },
  limitBytes: {
    en: '{count} characters',
    es: '{count} caracteres',
    ru: '{count} символов',
    ko: '{count}자',
  },
} satisfies Record<string, Texts>
