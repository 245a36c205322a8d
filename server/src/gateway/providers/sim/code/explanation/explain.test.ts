import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { askerLanguages } from '../language.ts'
import { sampleFile } from '../sample-file.ts'
import { explain } from './explain.ts'

const code = `import { readFile } from 'node:fs/promises'
export async function total(prices, rate) {
  let sum = 0
  for (const price of prices) {
    if (price > 0) {
      sum += price
    } else {
      console.log('skipped')
    }
  }
  return sum * rate
}
class Cart extends Base {
  add(item) { this.items.push(item) }
}
switch (mode) {
  case 'a':
    start()
    break
  default:
    throw new Error('mode')
}`

describe('explain', () => {
  const outline = explain(sampleFile(code), 'en')

  const promises: readonly (readonly [promise: string, line: string])[] = [
    ['counts what is there', 'JavaScript code: 22 lines, functions: 1, classes: 1.'],
    ['names the imports', 'It uses `readFile` from `node:fs/promises`.'],
    ['names what other files may use', 'Other files may use `total`.'],
    ['heads each function with its line', '### Asynchronous function `total` (line 2)'],
    ['tells the inputs with their kind', '- Takes: `prices` (a list), `rate` (a number).'],
    ['tells the outputs', '- Gives back: `sum * rate`.'],
    ['tells the side effects', '- Besides its result it writes to the console.'],
    ['counts the ways through it', '- Ways through it: 3; loops inside each other: 1.'],
    ['tells the loops', '- For each `price` of `prices`:'],
    ['tells the branches inside of them', '  - If `price > 0`:'],
    ['tells the other branch', '  - Otherwise:'],
    ['tells a method as part of its class', '#### Function `Cart.add` (line 14)'],
    ['tells a change of the own object', '- Besides its result it changes its object.'],
    ['tells what runs at once', '### What runs at once'],
    ['tells the cases', "  - when it is `'a'`:"],
  ]
  for (const [promise, line] of promises) {
    it(promise, () =>
      assert.ok(
        outline.split('\n').some((text) => text.includes(line)),
        outline,
      ),
    )
  }

  it('tells the same outline in every language', () => {
    const shape = (text: string): string[] =>
      text.split('\n').map((line) => /^(#* |\s*- )?/.exec(line)?.[0] ?? '')
    for (const language of askerLanguages) {
      assert.deepEqual(shape(explain(sampleFile(code), language)), shape(outline), language)
    }
  })

  it('stays short for long code', () => {
    const long = `function f() {\n${'  go()\n'.repeat(500)}}`
    assert.match(explain(sampleFile(long), 'en'), /… and 460 further steps\./)
  })
})
