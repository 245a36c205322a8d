import type { Texts } from '../language.ts'
import type { Finding } from '../rewrite.ts'

/** Why each rewrite is better; none changes what the program does. */
export const refactorReasons = {
  'const-declaration': {
    en: '`{name}` never gets another value: `const` says so.',
    es: '`{name}` nunca recibe otro valor: `const` lo deja claro.',
    ru: '`{name}` больше не меняется: `const` говорит об этом.',
    ko: '`{name}` 값은 다시 바뀌지 않으므로 `const`로 분명히 합니다.',
  },
  'let-declaration': {
    en: '`let` keeps `{name}` inside its block; `var` does not.',
    es: '`let` mantiene `{name}` dentro de su bloque; `var` no.',
    ru: '`let` удерживает `{name}` в пределах блока, `var` — нет.',
    ko: '`let`은 `{name}`을 블록 안에 두지만 `var`는 그렇지 않습니다.',
  },
  'template-string': {
    en: 'a template string reads as the text that it makes.',
    es: 'una plantilla se lee como el texto que produce.',
    ru: 'шаблонная строка читается как текст, который она даёт.',
    ko: '템플릿 문자열은 만들어질 텍스트 그대로 읽힙니다.',
  },
  'early-return': {
    en: 'the branch above has already left the function, so `else` only adds an indent.',
    es: 'la rama anterior ya sale de la función, así que `else` solo añade sangría.',
    ru: 'ветвь выше уже завершает функцию, и `else` лишь добавляет отступ.',
    ko: '위 분기에서 이미 빠져나가므로 `else`는 들여쓰기만 늘립니다.',
  },
  'merged-if': {
    en: 'two nested conditions are one condition joined by `&&`.',
    es: 'dos condiciones anidadas son una sola unida por `&&`.',
    ru: 'два вложенных условия — это одно, соединённое `&&`.',
    ko: '중첩된 두 조건은 `&&`로 이은 한 조건과 같습니다.',
  },
  'for-of': {
    en: 'the position was only used to get the element of `{list}`; `for…of` gives it directly.',
    es: 'la posición solo servía para obtener el elemento de `{list}`; `for…of` lo da directamente.',
    ru: 'индекс нужен был только для элемента `{list}`; `for…of` даёт его сразу.',
    ko: '인덱스는 `{list}`의 요소를 얻는 데만 쓰였습니다. `for…of`가 바로 줍니다.',
  },
  'arrow-callback': {
    en: 'a short callback without its own `this` is clearer as an arrow function.',
    es: 'una función breve sin `this` propio se lee mejor como función flecha.',
    ru: 'короткая функция без собственного `this` понятнее в виде стрелочной.',
    ko: '자체 `this`가 없는 짧은 콜백은 화살표 함수가 더 명확합니다.',
  },
  'optional-chaining': {
    en: '`?.` stops at a missing value, without repeating `{object}`.',
    es: '`?.` se detiene ante un valor ausente, sin repetir `{object}`.',
    ru: '`?.` останавливается на отсутствующем значении и не повторяет `{object}`.',
    ko: '`?.`는 값이 없으면 멈추므로 `{object}`를 반복하지 않아도 됩니다.',
  },
  'object-shorthand': {
    en: 'the property and the variable have one name: `{name}` is enough.',
    es: 'la propiedad y la variable se llaman igual: basta con `{name}`.',
    ru: 'у свойства и переменной одно имя: достаточно `{name}`.',
    ko: '속성과 변수의 이름이 같으므로 `{name}`만 쓰면 됩니다.',
  },
  'unused-variable': {
    en: 'nothing reads `{name}`; it is removed.',
    es: 'nada lee `{name}`; se ha quitado.',
    ru: '`{name}` нигде не читается; удалено.',
    ko: '`{name}`을 읽는 곳이 없어 지웠습니다.',
  },
  'dead-code': {
    en: 'nothing after line {line} of this block can run; it is removed.',
    es: 'nada de este bloque después de la línea {line} puede ejecutarse; se ha quitado.',
    ru: 'в этом блоке после строки {line} ничего не выполняется; удалено.',
    ko: '이 블록에서 {line}행 다음은 실행될 수 없어 지웠습니다.',
  },
  'boolean-return': {
    en: 'the condition itself is the answer.',
    es: 'la propia condición es la respuesta.',
    ru: 'само условие и есть ответ.',
    ko: '조건식 자체가 곧 결과입니다.',
  },
  destructuring: {
    en: 'several properties of `{object}` are taken in one declaration.',
    es: 'varias propiedades de `{object}` se toman en una sola declaración.',
    ru: 'несколько свойств `{object}` берутся одним объявлением.',
    ko: '`{object}`의 여러 속성을 한 선언으로 꺼냅니다.',
  },
  'compound-assignment': {
    en: '`{operator}` names the variable once.',
    es: '`{operator}` nombra la variable una sola vez.',
    ru: '`{operator}` называет переменную один раз.',
    ko: '`{operator}`를 쓰면 변수를 한 번만 적으면 됩니다.',
  },
  exponent: {
    en: 'the operator `**` is shorter than `Math.pow`.',
    es: 'el operador `**` es más breve que `Math.pow`.',
    ru: 'оператор `**` короче, чем `Math.pow`.',
    ko: '연산자 `**`는 `Math.pow`보다 짧습니다.',
  },
  'object-spread': {
    en: 'a spread makes the new object in one literal.',
    es: 'la propagación crea el objeto nuevo en un solo literal.',
    ru: 'оператор расширения создаёт новый объект одним литералом.',
    ko: '전개 구문은 새 객체를 리터럴 하나로 만듭니다.',
  },
} satisfies Record<string, Texts>

export type RefactorRule = keyof typeof refactorReasons

export type RefactorFinding = Finding<RefactorRule>
