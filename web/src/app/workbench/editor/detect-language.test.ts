import { describe, expect, it } from 'vitest'
import { detectLanguage } from './detect-language'

const snippets: readonly (readonly [language: string, code: string])[] = [
  ['javascript', 'function add(a, b) {\n  return a + b\n}\n'],
  ['javascript', "const fs = require('fs')\nfs.readFileSync('x')"],
  ['javascript', 'if (a === b) go()\nvar x = 1'],
  [
    'typescript',
    'interface User { name: string }\nexport function f(user: User): string { return user.name }',
  ],
  ['typescript', 'const total: number = items.reduce((sum, i) => sum + i, 0)'],
  ['typescript', 'export type Id = string\nexport const ids = ["a"] as const'],
  ['typescript', "import type { A } from './a'\nexport class B { private c = 1 }"],
  ['jsx', 'export function App() {\n  return <main className="a"><p>Hi</p></main>\n}'],
  ['tsx', 'const A = ({ a }: { a: string }) => <b id="x">{a}</b>'],
  ['python', 'def f(x):\n    if x is None:\n        return 1\n    return x'],
  ['python', 'import os\nfrom sys import argv\nprint(argv)'],
  [
    'java',
    'package a.b;\nimport java.util.List;\npublic class A {\n  public static void main(String[] args) {}\n}',
  ],
  ['kotlin', 'data class User(val name: String)\nfun main() {\n  val a = 1\n}'],
  ['csharp', 'using System;\nnamespace A {\n  public class B { public int C { get; set; } }\n}'],
  ['cpp', '#include <iostream>\nint main() { std::cout << 1; }'],
  ['c', '#include <stdio.h>\nint main(void) { printf("hi"); return 0; }'],
  ['go', 'package main\nimport "fmt"\nfunc main() {\n  a := 1\n  fmt.Println(a)\n}'],
  ['rust', 'fn main() {\n    let mut a = 1;\n    println!("{}", a);\n}'],
  ['ruby', "require 'json'\ndef hi(name)\n  puts name\nend"],
  ['swift', 'import Foundation\nfunc add(a: Int) -> Int { return a }'],
  ['php', '<?php\n$a = 1;\necho $a;'],
  ['sql', 'SELECT id, name FROM users WHERE age > 3 ORDER BY name;'],
  ['shell', '#!/bin/bash\nif [ -f x ]; then\n  echo hi\nfi'],
  ['html', '<!doctype html>\n<html><body><p>Hi</p></body></html>'],
  ['css', '.a {\n  color: red;\n  margin: 0;\n}'],
  ['json', '{\n  "name": "x",\n  "version": 1\n}'],
  ['yaml', 'services:\n  web:\n    image: nginx\n    ports:\n      - "80:80"'],
  ['text', 'Just a sentence about nothing in particular.'],
  ['text', ''],
]

describe('the language of a snippet', () => {
  for (const [language, code] of snippets) {
    it(`is ${language}: ${code.slice(0, 30).replace(/\n/g, ' ')}`, () => {
      expect(detectLanguage(code).id).toBe(language)
    })
  }

  it('is what the file’s name says, whatever the text looks like', () => {
    expect(detectLanguage('SELECT 1', 'a.test.ts').id).toBe('typescript')
    expect(detectLanguage('x', 'Main.KT').id).toBe('kotlin')
  })

  it('is guessed where the name says nothing', () => {
    expect(detectLanguage('def f(x):\n    return x', 'notes.txt').id).toBe('python')
  })

  it('depends on its beginning only, so that a big text costs no more', () => {
    expect(
      detectLanguage('const a = 1\n'.repeat(1_000) + 'def f(x):\n  pass\n'.repeat(9_000)).id,
    ).toBe('javascript')
  })
})
