import { describe, expect, it } from 'vitest'
import { newSyntaxProblem } from './syntax-check'

describe('a result that no longer parses', () => {
  it('is flagged with its line', async () => {
    expect(await newSyntaxProblem('a()\nb()', 'a()\nb((\n', 'javascript')).toEqual({ line: 2 })
    expect(await newSyntaxProblem('let a: A<B> = 1', 'let a: A<B> = ', 'typescript')).not.toBeNull()
    expect(await newSyntaxProblem('def f():\n  pass', 'def f(:\n  pass', 'python')).not.toBeNull()
  })

  it('is not flagged where the original did not parse either', async () => {
    expect(await newSyntaxProblem('a((', 'b((', 'javascript')).toBeNull()
  })

  it('is not flagged where it parses, or where nobody can tell', async () => {
    expect(await newSyntaxProblem('a()', 'b()', 'js')).toBeNull()
    expect(await newSyntaxProblem('<b>{a}</b>', '<b>{c}</b>', 'tsx')).toBeNull()
    expect(await newSyntaxProblem('fn main() {}', 'fn main( {', 'rust')).toBeNull()
  })

  it('knows the syntax of today', async () => {
    const code = [
      'type A<T extends string> = T extends `a${infer B}` ? B : never',
      'class C { readonly #d: number = 1; static { } accessor e = 2; declare f: string }',
      'export const g = <const T,>(h: T) => h satisfies unknown as T',
      'using i = open(); for await (const j of k()) j?.l ?? m ** 2n',
      'import type { N } from "o" with { type: "json" }',
      'abstract class P { abstract q(): asserts this is R; get s() { return /[/]\\/x/giu } }',
    ]
    for (const line of code) {
      expect([line, await newSyntaxProblem('a()', line, 'typescript')]).toEqual([line, null])
    }
  })
})
