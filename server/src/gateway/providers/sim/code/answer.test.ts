import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { answerAboutCode } from './answer.ts'
import { answerTexts } from './answer-texts.ts'
import { askerLanguages } from './language.ts'
import { codeActions } from './code-action.ts'
import { parseCode } from './syntax/parse.ts'

const block = '```js\nconst usr = parseInt(text)\n```'

function ask(text: string, ...system: readonly string[]): string {
  return answerAboutCode([
    ...system.map((instruction) => ({ role: 'system', text: instruction })),
    { role: 'user', text },
  ])
}

describe('the action', () => {
  const asked: readonly (readonly [text: string, sign: RegExp])[] = [
    ['Fix the bugs, please', /Bugs fixed: 1/],
    ['Corrige los errores', /Errores corregidos: 1/],
    ['Исправь ошибки', /Исправлено ошибок: 1/],
    ['버그를 고쳐 주세요', /고친 버그: 1개/],
    ['Fix the names', /Names improved: 1/],
    ['Mejora los nombres de este código', /Nombres mejorados: 1/],
    ['Исправь имена переменных', /Улучшено имён: 1/],
    ['변수 이름을 고쳐 줘', /고친 이름: 1개/],
    ['Write documentation', /nothing left to document/],
    ['Documenta este código', /documentar/],
    ['Напиши документацию', /Документировать/],
    ['문서를 작성해 주세요', /문서화/],
    ['Generate test cases', /no function that a test could call/],
    ['Genera pruebas', /ninguna función/],
    ['Сгенерируй тесты', /нет функции/],
    ['테스트를 만들어 줘', /테스트가 호출할/],
    ['Refactor this', /nothing that this helper could say|made clearer/],
    ['Refactoriza la función', /expresar con más claridad|simplificadas/],
    ['Сделай рефакторинг', /Улучшено мест|не нашёл/],
    ['리팩터링 해 주세요', /다듬/],
    ['What does this do?', /JavaScript code: 1 lines/],
    ['¿Qué hace este código?', /Código JavaScript/],
    ['Объясни этот код', /Код на JavaScript/],
    ['이 코드를 설명해 주세요', /JavaScript 코드: 1줄/],
  ]
  for (const [text, sign] of asked) {
    it(`and the language are understood from: ${text}`, () =>
      assert.match(ask(`${text}\n${block}`), sign))
  }

  it('and the language follow the markers of a system message before anything else', () => {
    const answer = ask(`Explain this\n${block}`, 'You help.\nAction: fix-bugs\nAnswer in: ko')
    assert.match(answer, /고친 버그/)
  })

  it('is an explanation where nothing is said', () =>
    assert.match(ask(block), /### What runs at once/))
})

describe('the code', () => {
  it('is the last block of the newest message that has one', () => {
    const answer = answerAboutCode([
      { role: 'user', text: '```js\nold()\n```' },
      { role: 'assistant', text: '```js\nother()\n```' },
      { role: 'user', text: 'First\n```js\nfirst()\n```\nand\n```js\nif (a = 1) last()\n```' },
      { role: 'user', text: 'Fix the bugs' },
    ])
    assert.match(answer, /if \(a === 1\) last\(\)/)
  })

  it('may come without a block', () => {
    assert.match(ask('Fix this:\nif (a = 1) { go() }'), /if \(a === 1\)/)
    assert.match(ask('if (a = 1) { go() }', 'Action: fix-bugs'), /if \(a === 1\)/)
  })

  it('is read as TypeScript or JSX where it is written so', () => {
    assert.match(
      ask('Fix bugs\n```\nconst a: number = parseInt(x)\n```'),
      /```ts\nconst a: number = parseInt\(x, 10\)/,
    )
    assert.match(ask('Fix bugs\n```js\nconst a = <b>{parseInt(x)}</b>\n```'), /parseInt\(x, 10\)/)
  })

  it('is asked for where there is none', () => {
    assert.equal(ask('Hello there'), answerTexts.noCode.en)
    assert.equal(ask('Привет'), answerTexts.noCode.ru)
    assert.equal(answerAboutCode([]), answerTexts.noCode.en)
  })

  const foreign: readonly (readonly [block: string, name: string])[] = [
    ['```python\ndef f(): pass\n```', 'python'],
    ['```\ndef f(x):\n    return x\n```', 'Python'],
    ['```\npackage main\nfunc main() {}\n```', 'Go'],
    ['```go\nfunc main() {}\n```', 'go'],
    ['```\n#include <stdio.h>\nint main() { return 0; }\n```', 'C++'],
  ]
  for (const [text, name] of foreign) {
    it(`in another language is not guessed about: ${text.split('\n', 2).join(' ')}`, () => {
      assert.equal(ask(`Fix the bugs\n${text}`), answerTexts.foreign.en.replace('{name}', name))
    })
  }

  it('that does not parse is mended first', () => {
    const answer = ask('Explain\n```js\nfunction f() { return 1\n```')
    assert.match(answer, /did not parse.*\n\n- Line 1: .*`}`/)
  })

  it('that cannot be mended is answered with the place where the parser stopped', () => {
    assert.match(ask('Fix\n```js\nok()\nthis is no code at all\n```'), /stops at line 2/)
  })
})

describe('the answer', () => {
  it('holds the whole code in one block, then what changed with its line', () => {
    const answer = ask(`Fix the bugs\n${block}`)
    assert.equal(answer.match(/^```/gm)?.length, 2)
    assert.match(
      answer,
      /```js\nconst usr = parseInt\(text, 10\)\n```\n\n\*\*What changed and why\*\*\n\n- Line 1: `parseInt`/,
    )
  })

  it('puts code with fences of its own into a longer fence', () => {
    const answer = ask('Fix bugs\n````js\nconst a = `\n```\n`\n````')
    assert.match(answer, /^````js\n[^]*^````$/m)
  })

  it('is one JSON object where a system message asks for it', () => {
    const patch: unknown = JSON.parse(ask(`Fix the bugs\n${block}`, 'Format: json'))
    assert.deepEqual(patch, {
      code: 'const usr = parseInt(text, 10)',
      changes: [
        {
          line: 1,
          rule: 'parse-int-radix',
          reason: '`parseInt` guesses the base from the text; base 10 is now given.',
        },
      ],
    })
    const report: unknown = JSON.parse(ask(`Explain\n${block}`, 'Format: json'))
    assert.deepEqual(Object.keys(report as object), ['report'])
  })
})

describe('any input', () => {
  const failures = askerLanguages.map((language) => answerTexts.failed[language])
  const answered = (text: string): void => {
    for (const action of codeActions) {
      assert.ok(!failures.includes(ask(text, `Action: ${action}`)), `${action}: ${text}`)
    }
  }

  it('gets an answer: random text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => answered(`\`\`\`\n${text}\n\`\`\``)),
    )
    fc.assert(fc.property(fc.string(), (text) => answered(text)))
  })

  it('gets an answer: pieces of programs in any order', () => {
    const words = `if ( x = 1 ) { } else function f () return => class A async await for ( const of [ ] , ... . ?. 'a'
      \`\${ }\` ; this new in switch ( case : try catch throw delete typeof === && + var let ++ < /a/ <b> @ #p 'use strict'`
    const piece = fc.constantFrom(...words.split(/\s+/), '\n')
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 25 }),
        fc.constantFrom('js', 'ts', 'tsx'),
        (pieces, dialect) => {
          answered(`\`\`\`${dialect}\n${pieces.join(' ')}\n\`\`\``)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('gets an answer that says so where the code is too large or too deep', () => {
    const fenced = (code: string): string => `Fix bugs\n\`\`\`js\n${code}\n\`\`\``
    assert.match(ask(fenced('a(1);'.repeat(400_000))), /too large/)
    assert.match(ask(fenced('a(1, 2, 3, 4, b);\n'.repeat(60_000))), /too large/)
    assert.match(ask(fenced(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)), /too deep/)
  })

  it('gets code back that parses', () => {
    const code = 'if (a = 1) { for (var i = 0; i <= l.length; i++) { s(() => l[i]) } }'
    const patch = JSON.parse(ask(code, 'Action: fix-bugs\nFormat: json')) as { code: string }
    assert.ok(parseCode(patch.code, 'js').parsed)
  })
})
