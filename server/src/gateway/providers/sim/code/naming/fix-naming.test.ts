import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { sampleFile } from '../sample-file.ts'
import type { Dialect } from '../syntax/parse.ts'
import { fixNaming } from './fix-naming.ts'

function renamed(code: string, dialect: Dialect = 'js'): string {
  return fixNaming(sampleFile(code, dialect)).code
}

describe('fix naming', () => {
  const examples: readonly (readonly [promise: string, before: string, after: string])[] = [
    [
      'writes variables and functions in camelCase',
      `function Do_it(user_name) { return user_name }`,
      `function doIt(userName) { return userName }`,
    ],
    [
      'writes classes in PascalCase',
      `class my_class {}\nnew my_class()`,
      `class MyClass {}\nnew MyClass()`,
    ],
    [
      'writes constructors and components in PascalCase',
      `function point() {}\nnew point()`,
      `function Point() {}\nnew Point()`,
    ],
    [
      'writes fixed values of the module in UPPER_SNAKE_CASE',
      `const maxRetries = 3\nlog(maxRetries)`,
      `const MAX_RETRIES = 3\nlog(MAX_RETRIES)`,
    ],
    ['spells abbreviations out', `let usrCnt = 0\nusrCnt++`, `let userCount = 0\nuserCount++`],
    [
      'names a yes-or-no value as a question',
      `let found = false\nfound = true\nlet errors = false\nlog(errors)`,
      `let isFound = false\nisFound = true\nlet hasErrors = false\nlog(hasErrors)`,
    ],
    [
      'says what an element is an element of',
      `users.map((u) => u.id)`,
      `users.map((user) => user.id)`,
    ],
    [
      'says what a caught value is',
      `try { go() } catch (e) { log(e) }`,
      `try { go() } catch (error) { log(error) }`,
    ],
    [
      'says what a value was made by',
      `const r = await fetch(u)\nconst d = new Date()`,
      `const response = await fetch(u)\nconst date = new Date()`,
    ],
    [
      'keeps the property of a shorthand',
      `const usr = 1\nsend({ usr })`,
      `const USER = 1\nsend({ usr: USER })`,
    ],
    [
      'keeps the property that a pattern reads',
      `function f({ usr, cnt = 1 }) { return usr + cnt }`,
      `function f({ usr: user, cnt: count = 1 }) { return user + count }`,
    ],
  ]
  for (const [promise, before, after] of examples) {
    it(promise, () => assert.equal(renamed(before), after))
  }

  it('renames types with all their uses', () => {
    const code = `interface user_info { name: string }\nfunction f(usr: user_info): user_info { return usr }`
    const expected = `interface UserInfo { name: string }\nfunction f(user: UserInfo): UserInfo { return user }`
    assert.equal(renamed(code, 'ts'), expected)
  })

  it('renames the tags of a component', () => {
    const code = `const My_box = () => <div />\nconst page = () => <My_box></My_box>`
    assert.equal(
      renamed(code, 'jsx'),
      `const MyBox = () => <div />\nconst Page = () => <MyBox></MyBox>`,
    )
  })

  const kept: readonly (readonly [promise: string, code: string, dialect?: Dialect])[] = [
    [
      'exported names',
      `export function do_it() {}\nexport const max_size = 1\nconst my_value = go()\nexport { my_value }`,
    ],
    [
      'imported names and properties',
      `import { get_user } from './a.js'\nget_user().user_name = 1`,
    ],
    [
      'counters and customary letters',
      `for (let i = 0; i < 3; i++) list.sort((a, b) => a - b + i)`,
    ],
    ['names with a leading underscore or a dollar sign', `const _private = go()\nlet $el = find()`],
    ['a name whose better form is taken', `function f(user) { const usr = 1; return usr + user }`],
    [
      'a name whose better form would be captured',
      `function f(usr) { return () => { const user = 2; return usr + user } }`,
    ],
    ['a name whose better form is a global that is used', `function f(evt) { return evt + event }`],
    ['everything where eval could look a name up', `function f(usr) { return eval('usr') }`],
    ['parameter properties', `class A { constructor(private usr_name: string) {} }`, 'ts'],
    [
      'what follows the conventions',
      `class Shape {}\nconst ROLES = ['a']\nconst Theme = createContext()\nlet isOpen = true`,
    ],
  ]
  for (const [what, code, dialect] of kept) {
    it(`keeps ${what}`, () => assert.equal(renamed(code, dialect), code))
  }

  // Bodies of functions, so that several can stand side by side.
  const programs = [
    `var out = []; for (let idx = 0; idx < 3; idx++) { const val = idx * 2; out.push(val) } return out`,
    `function calc_tot(arr) { let tot = 0; arr.forEach(function (val) { tot += val }); return tot } return calc_tot([1, 2, 3])`,
    `const usr = { nm: 'a' }; const { nm: own_name } = usr; return (() => { const USER = 'b'; return [usr.nm, own_name, USER] })()`,
    `class base_item { constructor(val) { this.val = val } get dbl() { return this.val * 2 } } return new base_item(4).dbl`,
    `const fn_list = []; for (const str of ['a', 'b']) { fn_list.push(() => str) } return fn_list.map((f) => f())`,
    `function outer_fn(cnt) { function inner_fn() { var count = cnt + 1; return count } return inner_fn() + cnt } return outer_fn(1)`,
    `let active = true; function toggle_it() { active = !active; return { active } } return [toggle_it(), toggle_it()]`,
    `var err_text; try { throw 1 } catch (e) { err_text = e + 1 } return err_text`,
    `return (function (req, resp) { return ((request) => request + req + resp)(1) })(2, 3)`,
    `lbl: for (const elem of [1, 2]) { for (const el of [3]) { if (elem > 1) break lbl } } return typeof undefined_name`,
    `var usr = 1; { let usr = 2; { let user = 3; usr = user } } var f = ({ usr: cnt = usr, ...rest_of }) => [cnt, rest_of]; return f({ a: 1 })`,
  ]
  const wrapped = (bodies: readonly string[]): string =>
    `[${bodies.map((body) => `(() => { ${body} })()`).join(', ')}]`
  const run = (code: string): string => JSON.stringify(runInNewContext(code))

  it('never changes what a program does, whatever is put together', () => {
    fc.assert(
      fc.property(fc.subarray(programs, { minLength: 1 }), (bodies) => {
        const code = wrapped(bodies)
        const once = renamed(code)
        assert.notEqual(once, code)
        assert.equal(run(once), run(code))
        assert.equal(renamed(once), once)
      }),
    )
  })

  it('never changes what a program does when one program is nested in another', () => {
    fc.assert(
      fc.property(fc.constantFrom(...programs), fc.constantFrom(...programs), (outer, inner) => {
        const code = `(() => { ${outer.replace('return ', `return ((inner) => inner)(${wrapped([inner])}), `)} })()`
        assert.equal(run(renamed(code)), run(code))
      }),
    )
  })
})
