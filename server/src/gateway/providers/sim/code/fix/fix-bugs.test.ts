import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { sampleFile } from '../sample-file.ts'
import type { Dialect } from '../syntax/parse.ts'
import { fixBugs } from './fix-bugs.ts'
import { type BugRule, bugReasons } from './reasons.ts'

interface Example {
  readonly rule: BugRule
  readonly before: string
  readonly after: string
  readonly dialect?: Dialect
}

const examples: readonly Example[] = [
  { rule: 'assignment-in-condition', before: `if (a = 1) go()`, after: `if (a === 1) go()` },
  {
    rule: 'loose-equality',
    before: `if (x == 1 || y != null) go()`,
    after: `if (x === 1 || y != null) go()`,
  },
  {
    rule: 'loose-equality',
    before: `if (field.value == 5) go()`,
    after: `if (Number(field.value) === 5) go()`,
  },
  { rule: 'nan-comparison', before: `if (v !== NaN) go()`, after: `if (!Number.isNaN(v)) go()` },
  {
    rule: 'typeof-typo',
    before: `if (typeof v === 'undefind') go()`,
    after: `if (typeof v === 'undefined') go()`,
  },
  {
    rule: 'alternative-without-comparison',
    before: `if (x === 'a' || 'b') go()`,
    after: `if (x === 'a' || x === 'b') go()`,
  },
  {
    rule: 'chained-comparison',
    before: `if (1 < x < 10) go()`,
    after: `if (1 < x && x < 10) go()`,
  },
  { rule: 'negated-operand', before: `if (!key in map) go()`, after: `if (!(key in map)) go()` },
  {
    rule: 'empty-array-comparison',
    before: `if (list !== []) go()`,
    after: `if (list.length !== 0) go()`,
  },
  { rule: 'comparison-as-statement', before: `let t = 1\nt === 0`, after: `let t = 1\nt = 0` },
  { rule: 'stray-semicolon', before: `if (x);\n{\n  go()\n}`, after: `if (x)\n{\n  go()\n}` },
  {
    rule: 'off-by-one',
    before: `for (let i = 0; i <= list.length; i++) log(list[i])`,
    after: `for (let i = 0; i < list.length; i++) log(list[i])`,
  },
  {
    rule: 'off-by-one',
    before: `for (let i = list.length; i >= 0; i--) log(list[i])`,
    after: `for (let i = list.length - 1; i >= 0; i--) log(list[i])`,
  },
  {
    rule: 'loop-direction',
    before: `for (let i = 0; i < 9; i--) log(i)`,
    after: `for (let i = 0; i < 9; i++) log(i)`,
  },
  {
    rule: 'var-in-loop-closure',
    before: `for (var i = 0; i < 3; i++) later(() => log(i))`,
    after: `for (let i = 0; i < 3; i++) later(() => log(i))`,
  },
  {
    rule: 'for-in-array',
    before: `const list = ['a']\nfor (const item in list) log(item)`,
    after: `const list = ['a']\nfor (const item of list) log(item)`,
  },
  {
    rule: 'missing-break',
    before: `switch (k) {\n  case 1:\n    a()\n  default:\n    b()\n}`,
    after: `switch (k) {\n  case 1:\n    a()\n    break\n  default:\n    b()\n}`,
  },
  {
    rule: 'unreachable-code',
    before: `function f() {\n  return 1\n  log(2)\n}`,
    after: `function f() {\n  return 1\n}`,
  },
  {
    rule: 'return-on-own-line',
    before: `function f() {\n  return\n  { a: 1 }\n}`,
    after: `function f() {\n  return { a: 1 }\n}`,
  },
  {
    rule: 'missing-await',
    before: `async function f() {\n  const answer = fetch('/x')\n  return answer.json()\n}`,
    after: `async function f() {\n  const answer = await fetch('/x')\n  return answer.json()\n}`,
  },
  {
    rule: 'unawaited-in-try',
    before: `async function g() {}\nasync function f() {\n  try { g() } catch (e) { log(e) }\n}`,
    after: `async function g() {}\nasync function f() {\n  try { await g() } catch (e) { log(e) }\n}`,
  },
  {
    rule: 'async-for-each',
    before: `async function f(users) {\n  users.forEach(async (user) => {\n    if (!user) return\n    await save(user)\n  })\n}`,
    after: `async function f(users) {\n  for (const user of users) {\n    if (!user) continue\n    await save(user)\n  }\n}`,
  },
  {
    rule: 'timer-calls-at-once',
    before: `function tick() { log(1) }\nsetTimeout(tick(), 10)`,
    after: `function tick() { log(1) }\nsetTimeout(tick, 10)`,
  },
  {
    rule: 'unbound-method',
    before: `class A {\n  start() { setInterval(this.tick, 5) }\n  tick() { this.n++ }\n}`,
    after: `class A {\n  start() { setInterval(() => this.tick(), 5) }\n  tick() { this.n++ }\n}`,
  },
  {
    rule: 'missing-return-in-callback',
    before: `const doubled = list.map((x) => { x * 2 })`,
    after: `const doubled = list.map((x) => { return x * 2 })`,
  },
  {
    rule: 'missing-return-in-callback',
    before: `const total = list.reduce((sum, x) => {\n  sum += x\n}, 0)`,
    after: `const total = list.reduce((sum, x) => {\n  sum += x\n  return sum\n}, 0)`,
  },
  {
    rule: 'number-sort-without-comparator',
    before: `const n = [10, 9]\nn.sort()`,
    after: `const n = [10, 9]\nn.sort((a, b) => a - b)`,
  },
  {
    rule: 'number-sort-without-comparator',
    before: `function f(n: number[]) { return n.sort() }`,
    after: `function f(n: number[]) { return n.sort((a, b) => a - b) }`,
    dialect: 'ts',
  },
  { rule: 'parse-int-radix', before: `parseInt(text)`, after: `parseInt(text, 10)` },
  {
    rule: 'map-parse-int',
    before: `texts.map(parseInt)`,
    after: `texts.map((value) => parseInt(value, 10))`,
  },
  {
    rule: 'in-on-array',
    before: `const names = ['a']\nif ('b' in names) go()`,
    after: `const names = ['a']\nif (names.includes('b')) go()`,
  },
  {
    rule: 'array-delete',
    before: `const list = [1]\ndelete list[0]`,
    after: `const list = [1]\nlist.splice(0, 1)`,
  },
  {
    rule: 'duplicate-key',
    before: `const o = { a: 1, b: 2, a: 3 }`,
    after: `const o = { b: 2, a: 3 }`,
  },
  { rule: 'const-reassigned', before: `const count = 0\ncount++`, after: `let count = 0\ncount++` },
  {
    rule: 'use-before-define',
    before: `function f() {\n  log(size)\n  const size = 3\n}`,
    after: `function f() {\n  const size = 3\n  log(size)\n}`,
  },
  {
    rule: 'misspelled-name',
    before: `const userName = 1\nlog(usreName)`,
    after: `const userName = 1\nlog(userName)`,
  },
  { rule: 'misspelled-member', before: `log(list.lenght)`, after: `log(list.length)` },
  {
    rule: 'shared-default-mutated',
    before: `const defaults = {}\nfunction f(options = defaults) { options.a = 2 }`,
    after: `const defaults = {}\nfunction f(options = { ...defaults }) { options.a = 2 }`,
  },
  { rule: 'self-assignment', before: `let a = 1\na = a\n`, after: `let a = 1\n` },
  {
    rule: 'self-assignment-of-field',
    before: `class P { constructor(name) { name = name } }`,
    after: `class P { constructor(name) { this.name = name } }`,
  },
  {
    rule: 'self-assignment-of-field',
    before: `class P {\n  rename(name) { name = name }\n  show() { return this.name }\n}`,
    after: `class P {\n  rename(name) { this.name = name }\n  show() { return this.name }\n}`,
  },
  {
    rule: 'self-assignment',
    before: `class P {\n  list(query) {\n    query = query\n    return query\n  }\n}`,
    after: `class P {\n  list(query) {\n    return query\n  }\n}`,
  },
  {
    rule: 'missing-super',
    before: `class A extends B {\n  constructor() {\n    this.x = 1\n  }\n}`,
    after: `class A extends B {\n  constructor() {\n    super()\n    this.x = 1\n  }\n}`,
  },
  { rule: 'thrown-text', before: `throw 'bad'`, after: `throw new Error('bad')` },
  {
    rule: 'discarded-string-method',
    before: `function f(name) {\n  name.trim()\n  return name\n}`,
    after: `function f(name) {\n  name = name.trim()\n  return name\n}`,
  },
  {
    rule: 'text-plus-number',
    before: `const age = prompt('age')\nlog(age + 1)`,
    after: `const age = prompt('age')\nlog(Number(age) + 1)`,
  },
]

describe('fix bugs', () => {
  for (const { rule, before, after, dialect } of examples) {
    it(`mends ${rule}: ${before.replaceAll('\n', ' ⏎ ')}`, () => {
      const { code, changes } = fixBugs(sampleFile(before, dialect))
      assert.equal(code, after)
      assert.deepEqual([...new Set(changes.map((change) => change.rule))], [rule])
    })

    it(`mends ${rule} in TypeScript in the same way: ${before.replaceAll('\n', ' ⏎ ')}`, () => {
      assert.equal(fixBugs(sampleFile(before, 'ts')).code, after)
    })
  }

  it('has an example for every rule that edits', () => {
    const seen = new Set<string>(examples.map(({ rule }) => rule))
    const ofBrokenCode =
      /^(missing-(bracket|quote|separator)|extra-bracket|unclosed-comment|await-in-sync|redeclared)/
    const onlyAdvice = ['unguarded-json-parse', 'empty-catch']
    const missing = Object.keys(bugReasons).filter(
      (rule) => !seen.has(rule) && !ofBrokenCode.test(rule) && !onlyAdvice.includes(rule),
    )
    assert.deepEqual(missing, [])
  })

  it('gives advice without touching the code where only the author can know', () => {
    const code = `const data = JSON.parse(text)\ntry { go() } catch {}`
    const result = fixBugs(sampleFile(code))
    assert.equal(result.code, code)
    assert.deepEqual(
      result.advice.map(({ line, rule }) => [line, rule]),
      [
        [1, 'unguarded-json-parse'],
        [2, 'empty-catch'],
      ],
    )
  })

  it('names the line of the code as it was handed in, also after earlier edits added lines', () => {
    const code = `switch (k) {\n  case 1:\n    a()\n  case 2:\n    b()\n}\nif (x = 1) go()`
    const { changes } = fixBugs(sampleFile(code))
    assert.deepEqual(
      changes.map(({ line, rule }) => [line, rule]),
      [
        [3, 'missing-break'],
        [7, 'assignment-in-condition'],
      ],
    )
  })

  it('mends any number of bugs together, the result parses, and doing it again changes nothing', () => {
    const snippets = fc.subarray(
      examples.map(({ before }) => before),
      { minLength: 1 },
    )
    const shuffled = snippets.chain((list) => fc.shuffledSubarray(list, { minLength: list.length }))
    fc.assert(
      fc.property(shuffled, (list) => {
        const code = list
          .map((snippet, index) => `function part${index}() {\n${snippet}\n}`)
          .join('\n')
        const once = fixBugs(sampleFile(code, 'ts'))
        assert.ok(once.changes.length > 0)
        assert.equal(fixBugs(sampleFile(once.code, 'ts')).code, once.code)
      }),
      { numRuns: 60 },
    )
  })
})

describe('code that is right', () => {
  const correct: readonly (readonly [Dialect, string])[] = [
    ['js', `if (value == null) return\nwhile ((match = pattern.exec(text))) log(match)`],
    ['js', `while (node = node.parent) log(node)\nif ((found = find())) log(found)`],
    [
      'js',
      `switch (k) {\n  case 1:\n  case 2:\n    a()\n    // falls through\n  case 3:\n    return b()\n  default:\n    throw new Error('k')\n}`,
    ],
    [
      'js',
      `switch (k) {\n  case 1: {\n    if (a) return 1\n    else return 2\n  }\n  case 2:\n    b()\n}`,
    ],
    [
      'js',
      `switch (k) {\n  case 1:\n    switch (l) {\n      case 2: return a()\n      default: return b()\n    }\n  case 3:\n    if (x) return c()\n  default:\n    d()\n}`,
    ],
    ['js', `for (let i = 1; i <= list.length; i++) log(i, list[i - 1])`],
    ['js', `for (let i = 10; i > 0; i--) log(i)\nfor (const key in object) log(key, object[key])`],
    ['js', `const list = ['a']\nfor (const i in list) log(list[i])`],
    [
      'js',
      `async function g() {}\nasync function f() {\n  const a = g()\n  const b = g()\n  await Promise.all([a, b])\n  const c = g()\n  return c\n}`,
    ],
    [
      'js',
      `async function g() {}\nasync function f() {\n  g().catch(report)\n  void g()\n  const later = g()\n  await later\n}`,
    ],
    [
      'js',
      `list.forEach((item) => { log(item) })\nlist.map((x) => x * 2)\nlist.filter((x) => { return x })`,
    ],
    ['js', `const items = names.map((name) => { throw new Error(name) })`],
    ['js', `texts.sort();\n[...'cab'].sort()\nNumber.parseInt(text, 16)`],
    [
      'ts',
      `for (const key of ['a', 'b'] as const) log(key)\nconst cost = 1\nif (text == +text) go()`,
    ],
    ['js', `if ('name' in user) go()\nif (0 in list) go()\ndelete cache[key]`],
    ['js', `let count = 0\ncount++\nfor (const x of xs) log(x)`],
    ['js', `function f() { return later }\nconst later = 1`],
    ['js', `items.push(item)\nconst a1 = 1\nlog(a2, bar, car)\nconst items2 = []`],
    ['js', `if (typeof gtag === 'function') gtag()\nif (typeof x === 'bigint') go()`],
    [
      'js',
      `class A extends B {\n  constructor(name) {\n    super(name)\n    this.name = name\n  }\n}`,
    ],
    ['js', `const fallback = {}\nfunction f(options = fallback) { return options.a }`],
    ['js', `setTimeout(() => tick(), 5)\nsetTimeout(tick, 5)\nsetTimeout(makeHandler(), 5)`],
    ['js', `function makeHandler() { return () => 1 }\nsetTimeout(makeHandler(), 5)`],
    ['js', `const name = user || 'nobody'\nconst label = kind === 'a' || fallback`],
    ['js', `name = name.trim()\nconst upper = name.toUpperCase()\nawait save(name)`],
    ['js', `function f() {\n  return helper()\n  function helper() { return 1 }\n}`],
    ['js', `try { go() } catch (error) { log(error) }\nthrow new TypeError('no')`],
    ['js', `const o = { a: 1, ...rest, a: 2, get b() { return 1 }, ['c']: 1, c: 2 }`],
    ['js', `#!/usr/bin/env node\n'use strict'\r\nconst a = 1\r\n`],
    [
      'jsx',
      `const Page = ({ items }) => <ul>{items.map((item) => <li key={item.id}>{item.name}</li>)}</ul>`,
    ],
    [
      'ts',
      `enum Color { Red, Blue }\nabstract class Shape { abstract area(): number }\ntype Id = string | number`,
    ],
    [
      'ts',
      `interface User { readonly name: string }\nexport function greet(user: User): string {\n  return \`Hi \${user.name}\`\n}`,
    ],
    ['ts', `function pick<T, K extends keyof T>(object: T, key: K): T[K] { return object[key] }`],
    [
      'ts',
      `declare const version: string\nfunction over(a: string): void\nfunction over(a: number): void\nfunction over(a: unknown) { log(a) }`,
    ],
    ['tsx', `export function Button<T>({ label }: Props<T>) { return <button>{label}</button> }`],
  ]

  for (const [dialect, code] of correct) {
    it(`stays byte for byte: ${code.split('\n')[0]}`, () => {
      const { code: result, changes } = fixBugs(sampleFile(code, dialect))
      assert.deepEqual(changes, [])
      assert.equal(result, code)
    })
  }
})

describe('the sources of this folder', () => {
  const folder = dirname(import.meta.dirname)
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const sources = paths.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  for (const path of sources) {
    it(`have no typical bug: ${path}`, () => {
      const code = readFileSync(join(folder, path), 'utf8')
      assert.deepEqual(fixBugs(sampleFile(code, 'ts')).changes, [])
    })
  }
})
