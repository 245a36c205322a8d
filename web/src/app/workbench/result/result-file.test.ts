import { describe, expect, it } from 'vitest'
import { resultFileName } from './result-file'

describe('a saved result', () => {
  it('is called like its file', () => {
    expect(resultFileName('patch', 'cart.js', 'javascript')).toBe('cart.js')
    expect(resultFileName('docs', null, 'typescript')).toBe('snippet.ts')
    expect(resultFileName('patch', null, 'text')).toBe('snippet.txt')
  })

  it('of tests is called as the runner of its language looks for it', () => {
    expect(resultFileName('tests', 'cart.js', 'javascript')).toBe('cart.test.js')
    expect(resultFileName('tests', 'a.b.ts', 'typescript')).toBe('a.b.test.ts')
    expect(resultFileName('tests', null, 'python')).toBe('test_snippet.py')
    expect(resultFileName('tests', null, 'go')).toBe('snippet_test.go')
    expect(resultFileName('tests', 'Cart.java', 'java')).toBe('CartTest.java')
  })

  it('of a report is Markdown', () => {
    expect(resultFileName('report', 'cart.js', 'javascript')).toBe('cart.md')
  })
})
