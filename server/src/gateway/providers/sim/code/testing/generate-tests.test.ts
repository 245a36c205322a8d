import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { askerLanguages } from '../language.ts'
import { sampleFile } from '../sample-file.ts'
import type { Dialect } from '../syntax/parse.ts'
import { generateTests } from './generate-tests.ts'

interface Sample {
  readonly name: string
  readonly dialect: Dialect
  readonly code: string
  /** Whether the package of the module is CommonJS. */
  readonly isCommonJs?: boolean
}

const samples: readonly Sample[] = [
  {
    name: 'arithmetic',
    dialect: 'js',
    code: `export function add(a, b) { return a + b }
export const divide = (a, b) => { if (b === 0) throw new RangeError('zero'); return a / b }
export function grade(score) { if (score >= 90) return 'A'; else if (score >= 80) return 'B'; return 'C' }
export function negate(n) { return n * -1 }`,
  },
  {
    name: 'text-and-lists',
    dialect: 'js',
    code: `export function slug(text) { return text.trim().toLowerCase().split(' ').join('-') }
export function quote(text) { return \`"\${text}" isn't \\\\ \\n\` }
export const sum = (numbers) => numbers.reduce((total, n) => total + n, 0)
export function evens(list) { const out = []; for (const n of list) { if (n % 2 === 0) out.push(n) } return out }
export function first(list) { list.sort((a, b) => b - a); return { first: list[0], rest: list.slice(1), none: undefined } }
export function count(list) { let n = 0; for (let i = 0; i < list.length; i++) { n += list[i] } return n }`,
  },
  {
    name: 'types',
    dialect: 'ts',
    code: `interface Item { name: string }
export function label(kind: string, size: number = 2): string {
  switch (kind) { case 'a': return 'A'.repeat(size) }
  return kind
}
export async function later(n: number): Promise<number> { if (n < 0) throw new Error('negative'); return n + 1 }
export function title({ name }: Item): string { return name.toUpperCase() }
function hidden() { return 1 }`,
  },
  {
    name: 'copied',
    dialect: 'js',
    code: `const RATES = { a: 1, b: 2 }
let calls = 0
const half = (n) => n / 2
function rate(kind) { return RATES[kind] ?? half(3) }
function next() { calls += 1; return calls }
function now() { return Date.now() + Math.random() }
function touch() { return element.value }
const element = document.querySelector('input')
rate('a')`,
  },
  {
    name: 'common',
    dialect: 'js',
    isCommonJs: true,
    code: `function twice(n) { return n * 2 }\nfunction shout(text) { return text.toUpperCase() + '!' }\nmodule.exports = { twice, shout }`,
  },
]

describe('generate tests', () => {
  it('writes files that run green beside the code that they test, in every language', () => {
    const folder = mkdtempSync(join(tmpdir(), 'generated-tests-'))
    try {
      for (const { name, dialect, code, isCommonJs } of samples) {
        for (const language of askerLanguages) {
          const own = join(folder, `${name}-${language}`)
          mkdirSync(own)
          writeFileSync(
            join(own, 'package.json'),
            JSON.stringify({ type: isCommonJs ? 'commonjs' : 'module' }),
          )
          writeFileSync(join(own, `code.${dialect}`), code)
          const tests = generateTests(sampleFile(code, dialect), language)
          writeFileSync(join(own, `code.test.${dialect}`), tests.code)
        }
      }
      const { status, stdout } = spawnSync(
        process.execPath,
        [
          '--test',
          '--test-isolation=none',
          '--test-reporter=spec',
          join(folder, '*', 'code.test.*'),
        ],
        { encoding: 'utf8', env: { PATH: '' } },
      )
      assert.equal(status, 0, stdout)
      assert.doesNotMatch(stdout, /tests 0\n/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('promises results where they are certain', () => {
    const { code, changes } = generateTests(
      sampleFile(`export function add(a, b) { return a - -b }`),
      'en',
    )
    assert.match(code, /it\('add\(2, 2\) gives 4', \(\) => \{\n    assert\.equal\(add\(2, 2\), 4\)/)
    assert.deepEqual(
      changes.map(({ rule }) => rule),
      ['tested-function'],
    )
  })

  const uncertain = [
    `export function f(n) { return n * Math.random() }`,
    `let calls = 0\nexport function f(n) { calls += n; return calls }`,
    `const seen = []\nexport function f(n) { seen.push(n * 2); return seen.length }`,
    `const next = (() => { let n = 0; return () => ++n })()\nexport function f() { return next() }`,
    `export function f(n) { while (true) { n -= 1 } }`,
    `export function f(n) { const all = []; for (let i = 0; i < 2; i++) { all.push(() => i * n) } return all[0]() }`,
    `import { rate } from './rates.js'\nexport function f(n) { return rate(n * 2) }`,
    `export function f(n) { return f(n - 1) }`,
  ]
  for (const source of uncertain) {
    it(`tests only the shape of: ${source.replaceAll('\n', ' ⏎ ')}`, () => {
      const { code, changes } = generateTests(sampleFile(source), 'en')
      assert.deepEqual(
        changes.map(({ rule }) => rule),
        ['shape-only'],
      )
      assert.match(code, /assert\.equal\(typeof f, 'function'\)/)
    })
  }

  it('says which functions a test cannot reach', () => {
    const { changes } = generateTests(
      sampleFile(`export const a = () => 1\nfunction hidden() {}`),
      'en',
    )
    assert.deepEqual(
      changes.map(({ rule }) => rule),
      ['tested-function', 'not-reachable'],
    )
  })

  it('copies no statement that does something when it is loaded', () => {
    const copied = samples.find(({ name }) => name === 'copied')
    assert.ok(copied)
    const { code, moduleName } = generateTests(sampleFile(copied.code), 'en')
    assert.equal(moduleName, null)
    assert.doesNotMatch(code, /document|rate\('a'\)\n$/)
  })
})
