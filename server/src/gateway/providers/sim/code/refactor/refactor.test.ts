import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { sampleFile } from '../sample-file.ts'
import { refactor } from './refactor.ts'
import { type RefactorRule, refactorReasons } from './reasons.ts'

const examples: readonly (readonly [RefactorRule, before: string, after: string])[] = [
  ['const-declaration', `let a = 1\nlog(a)`, `const a = 1\nlog(a)`],
  ['let-declaration', `var a = 1\na++`, `let a = 1\na++`],
  ['template-string', `log('Hi ' + user.name + '!')`, 'log(`Hi ${user.name}!`)'],
  [
    'early-return',
    `function f(x) {\n  if (x) {\n    return 1\n  } else {\n    log(x)\n    return 2\n  }\n}`,
    `function f(x) {\n  if (x) {\n    return 1\n  }\n  log(x)\n  return 2\n}`,
  ],
  ['merged-if', `if (a) {\n  if (b || c) {\n    go()\n  }\n}`, `if (a && (b || c)) {\n  go()\n}`],
  [
    'for-of',
    `for (let i = 0; i < users.length; i++) {\n  const user = users[i]\n  log(user)\n}`,
    `for (const user of users) {\n  log(user)\n}`,
  ],
  [
    'for-of',
    `for (let i = 0; i < users.length; i++) {\n  log(users[i].name)\n}`,
    `for (const user of users) {\n  log(user.name)\n}`,
  ],
  ['arrow-callback', `list.map(function (x) { return x * 2 })`, `list.map((x) => x * 2)`],
  ['optional-chaining', `if (user && user.name) go()`, `if (user?.name) go()`],
  ['object-shorthand', `send({ name: name, age: 1 })`, `send({ name, age: 1 })`],
  [
    'unused-variable',
    `function f() {\n  const unused = 1\n  return 2\n}`,
    `function f() {\n  return 2\n}`,
  ],
  ['dead-code', `function f() {\n  return 1\n  log(2)\n}`, `function f() {\n  return 1\n}`],
  [
    'boolean-return',
    `function f(x) {\n  if (x > 1) {\n    return true\n  } else {\n    return false\n  }\n}`,
    `function f(x) {\n  return x > 1\n}`,
  ],
  ['destructuring', `const a = o.a\nconst b = o.b\nlog(a, b)`, `const { a, b } = o\nlog(a, b)`],
  ['compound-assignment', `total = total + price`, `total += price`],
  ['exponent', `log(Math.pow(a, 2))`, `log((a ** 2))`],
  [
    'object-spread',
    `const o = Object.assign({}, a, b)\nlog(o)`,
    `const o = { ...a, ...b }\nlog(o)`,
  ],
]

describe('refactor', () => {
  for (const [rule, before, after] of examples) {
    it(`${rule}: ${before.replaceAll('\n', ' ⏎ ')}`, () => {
      const { code, changes } = refactor(sampleFile(before))
      assert.equal(code, after)
      assert.ok(changes.some((change) => change.rule === rule))
    })

    it(`${rule} in TypeScript in the same way: ${before.replaceAll('\n', ' ⏎ ')}`, () => {
      assert.equal(refactor(sampleFile(before, 'ts')).code, after)
    })
  }

  it('has an example for every rule', () => {
    const seen = new Set(examples.map(([rule]) => rule as string))
    assert.deepEqual(
      Object.keys(refactorReasons).filter((rule) => !seen.has(rule)),
      [],
    )
  })

  const kept: readonly (readonly [promise: string, code: string])[] = [
    ['a sum that may be of numbers', `log(a + b + 'x')`],
    ['a function with its own this', `list.map(function (x) { return this.y + x })`],
    ['a function that reads its arguments', `on(function () { return arguments.length })`],
    ['a value that is used as a value', `const name = user && user.name`],
    [
      'a loop that needs its position',
      `for (let i = 0; i < list.length; i++) {\n  log(i, list[i])\n}`,
    ],
    [
      'a loop that changes its list',
      `for (let i = 0; i < list.length; i++) {\n  log(list[i])\n  list.push(1)\n}`,
    ],
    [
      'a var that is read outside of its block',
      `function f(a) {\n  if (a) {\n    var x = 1\n  }\n  return x\n}`,
    ],
    [
      'a var that keeps its value over the rounds of a loop',
      `function f(go) {\n  while (go()) {\n    var x\n    go(() => x)\n    x = 1\n  }\n}`,
    ],
    [
      'a name that would clash',
      `function f(x) {\n  if (x) {\n    return 1\n  } else {\n    const x = 2\n    return x\n  }\n}`,
    ],
    ['an unused variable whose value does something', `function f() {\n  const unused = go()\n}`],
  ]
  for (const [what, code] of kept) {
    it(`keeps ${what}`, () => assert.equal(refactor(sampleFile(code)).code, code))
  }

  const programs = [
    `var out = []; var list = [1, 2, 3]; for (let i = 0; i < list.length; i++) {\n out.push(list[i] * 2)\n}\nreturn out`,
    `var total = 0; [1, 2].forEach(function (x) { total = total + x }); return 'Sum: ' + total + " \\"ok\\" \`$\{x}"`,
    `function f(x) {\n  if (x > 2) {\n    return 'big'\n  } else if (x > 1) {\n    return 'mid'\n  } else {\n    const y = x\n    return y\n  }\n}\nreturn [f(3), f(2), f(1)]`,
    `function isBig(n) {\n  if (n > 5) {\n    return true\n  }\n  return false\n}\nreturn [isBig(6), isBig(1)]`,
    `function f(o) {\n  const a = o.a\n  const b = o.b\n  if (o && o.a) {\n    if (b) {\n      return { a: a, b: b }\n    }\n  }\n  return Math.pow(b, 2)\n}\nreturn [f({ a: 1, b: 2 }), f({ b: 3 })]`,
    `var fs = []; for (var i = 0; i < 3; i++) { var j = i; fs.push(function () { return i + j }) }\nreturn fs.map(function (g) { return g() })`,
    `let a = 1; let b; b = a; a = a * 3 - 1; return Object.assign({}, { a: a }, { b: b })`,
    `var x = 1; function g() { return x } x = 2; { var x = 3 } return [g(), 1 + 2 + 'a' + 1 + 2, 'a' + (1 + 2)]`,
  ]
  const run = (body: string): string => JSON.stringify(runInNewContext(`(() => {\n${body}\n})()`))

  for (const program of programs) {
    it(`keeps the meaning of: ${program.replaceAll('\n', ' ⏎ ')}`, () => {
      assert.equal(run(refactor(sampleFile(program)).code), run(program))
    })
  }

  it('parses and has nothing left to do the second time, whatever is put together', () => {
    const snippets = [...examples.map(([, before]) => before), ...programs]
    fc.assert(
      fc.property(fc.subarray(snippets, { minLength: 1 }), (parts) => {
        const code = parts.map((part, index) => `function part${index}() {\n${part}\n}`).join('\n')
        const once = refactor(sampleFile(code)).code
        assert.equal(refactor(sampleFile(once)).code, once)
      }),
      { numRuns: 60 },
    )
  })
})
