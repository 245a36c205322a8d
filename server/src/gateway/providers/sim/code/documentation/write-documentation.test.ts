import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { askerLanguages } from '../language.ts'
import { sampleFile } from '../sample-file.ts'
import type { Dialect } from '../syntax/parse.ts'
import { writeDocumentation } from './write-documentation.ts'

function documented(code: string, dialect: Dialect = 'js'): string {
  return writeDocumentation(sampleFile(code, dialect), 'en').code
}

describe('write documentation', () => {
  it('tells what a function does, takes, gives back and throws', () => {
    const code = [
      'export function getUserById(users, userId, limit = 10) {',
      "  if (users.length === 0) throw new RangeError('empty')",
      '  return users.find((user) => user.id === userId)',
      '}',
    ].join('\n')
    const comment = [
      '/**',
      ' * Gets the user by id.',
      ' *',
      ' * @param {Array} users - users',
      ' * @param {*} userId - user id',
      ' * @param {number} [limit=10] - limit, default: `10`',
      ' * @returns {*} `users.find((user) => user.id === userId)`',
      ' * @throws {RangeError} when `users.length === 0`',
      ' */',
    ].join('\n')
    assert.equal(documented(code), `${comment}\n${code}`)
  })

  it('leaves the types to TypeScript', () => {
    const result = documented('export const add = (a: number, b: number): number => a + b', 'ts')
    assert.match(result, /\* Returns `a \+ b`\.\n/)
    assert.match(result, /@param a - a number\n/)
    assert.doesNotMatch(result, /@param \{/)
  })

  it('documents classes and their methods with the indent of the code', () => {
    const result = documented('class Cart {\n  addItem(item) {\n    this.items.push(item)\n  }\n}')
    assert.match(
      result,
      /^\/\*\* Represents the cart\. \*\/\nclass Cart \{\n  \/\*\*\n   \* Adds the item\.\n/,
    )
  })

  it('tells of an asynchronous function that it gives a promise', () => {
    assert.match(
      documented('async function load(url) { return url }'),
      /@returns \{Promise<\*>\} a promise of `url`/,
    )
  })

  it('never closes the comment with a piece of the code', () => {
    const code = `function f() { return '*/' }`
    assert.match(documented(code), /`'\*\\\/'`/)
  })

  const kept = [
    '/** Known. */\nfunction f() { return 1 }',
    '/** Known. */\nexport const f = () => 1',
    'list.map((x) => x)\nconst a = 1',
  ]
  for (const code of kept) {
    it(`keeps what is documented or needs no comment: ${code.split('\n')[0]}`, () => {
      assert.equal(documented(code), code)
    })
  }

  it('parses, adds only comments and has nothing left to do the second time, in every language', () => {
    const snippets = [
      'export default function ({ a, b: { c } }, [d] = [], ...rest) { return a || c }',
      'class A extends B {\n  static #secret = 1\n  constructor(x) { super(x) }\n  async *run() {}\n  get size() { return 1 }\n}',
      'const isReady = function () { return state === "ready" }',
      'function onClick(event) { event.preventDefault() }',
      'async function zoo() { throw new Error(`x`) }',
    ]
    const language = fc.constantFrom(...askerLanguages)
    fc.assert(
      fc.property(fc.subarray(snippets, { minLength: 1 }), language, (parts, asker) => {
        const code = parts.join('\n')
        const once = writeDocumentation(sampleFile(code), asker).code
        assert.equal(
          once
            .replaceAll(/^ *\/\*\*(?: .*|\n(?: *\*.*\n)*? *)\*\/\n/gm, '')
            .replaceAll(/\/\*\*[^]*?\*\/\s*/g, ''),
          code,
        )
        assert.equal(writeDocumentation(sampleFile(once), asker).code, once)
      }),
    )
  })
})
