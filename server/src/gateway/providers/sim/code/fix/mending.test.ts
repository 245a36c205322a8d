import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { sampleFile } from '../sample-file.ts'
import { mend } from './mending.ts'
import type { BugRule } from './reasons.ts'

describe('mending code that does not parse', () => {
  const broken: readonly (readonly [BugRule, string, string])[] = [
    ['missing-bracket', `if (a { b }`, `if (a) { b }`],
    ['missing-bracket', `foo(1, [2, 3)`, `foo(1, [2, 3])`],
    ['missing-bracket', `function f() {\n  return 1\n`, `function f() {\n  return 1\n}\n`],
    ['missing-bracket', `x = (1 + 2;\ny()`, `x = (1 + 2);\ny()`],
    [
      'missing-bracket',
      `function a(x) {\n  if (x) {\n    return 1\n}\n\nfunction b() {\n  return 2\n}`,
      `function a(x) {\n  if (x) {\n    return 1\n  }\n}\n\nfunction b() {\n  return 2\n}`,
    ],
    ['extra-bracket', `if (x) { y() }}`, `if (x) { y() }`],
    ['missing-quote', `const s = "abc\nfoo()`, `const s = "abc"\nfoo()`],
    ['missing-quote', `log("hello);\nfoo()`, `log("hello");\nfoo()`],
    ['missing-quote', 'const t = `abc', 'const t = `abc`'],
    ['missing-separator', `const o = { a: 1 b: 2 }`, `const o = { a: 1, b: 2 }`],
    ['unclosed-comment', `go() /* why`, `go() /* why */`],
    [
      'await-in-sync-function',
      `function f() { return await g() }`,
      `async function f() { return await g() }`,
    ],
    [
      'await-in-sync-function',
      `list.map((x) => { const y = await f(x) })`,
      `list.map(async (x) => { const y = await f(x) })`,
    ],
    [
      'await-in-sync-function',
      `class A { load() { log(await g()) } }`,
      `class A { async load() { log(await g()) } }`,
    ],
    ['redeclared-name', `let a = 1\nlet a = 2`, `let a = 1\na = 2`],
  ]

  for (const [rule, before, after] of broken) {
    it(`mends ${rule}: ${before.replaceAll('\n', ' ⏎ ')}`, () => {
      const { code, changes, problem } = mend(before, 'js')
      assert.equal(problem, null)
      assert.equal(code, after)
      assert.deepEqual(
        changes.map((change) => change.rule),
        [rule],
      )
    })
  }

  it('leaves code that parses as it is', () => {
    assert.deepEqual(mend('const a = 1', 'js'), { code: 'const a = 1', changes: [], problem: null })
  })

  it('says where the parser stopped when nothing helps', () => {
    const { problem } = mend('const ok = 1\nthis is plain English text', 'js')
    assert.equal(problem?.line, 2)
  })

  it('ends on any text', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '`',
      '/*',
      'await ',
      'if',
      'a',
      ',',
      '\n',
      '=>',
      '${',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const { code, problem } = mend(parts.join(''), 'js')
        if (!problem) sampleFile(code)
      }),
    )
  })
})
