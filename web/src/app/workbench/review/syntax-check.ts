import type { Parser, Tree } from '@lezer/common'
import { codeLanguageNamed } from '../../ui/code/code-language'

/** The first place where a text does not parse; line from 1. */
export interface SyntaxProblem {
  readonly line: number
}

/** Whose grammar marks errors; the others only colour. */
const checkedLanguages: ReadonlySet<string> = new Set([
  'javascript',
  'typescript',
  'jsx',
  'tsx',
  'python',
  'php',
])

// A parse of 1 MB takes about a second; above it nobody waits for it.
const maxCheckedLength = 1_100_000

/**
 * Where the result stops to parse although the original did. Null where the result parses, where the
 * original did not either, and for languages whose grammar cannot tell.
 */
export async function newSyntaxProblem(
  original: string,
  result: string,
  languageId: string,
): Promise<SyntaxProblem | null> {
  const { id, load } = codeLanguageNamed(languageId)
  if (!checkedLanguages.has(id) || !load || result.length > maxCheckedLength) return null
  const { parser } = await load()
  const problem = await firstProblem(parser, result)
  if (problem === null || (await firstProblem(parser, original)) !== null) return null
  return problem
}

// In slices, so that typing and scrolling go on beside it.
const sliceMs = 12

async function firstProblem(parser: Parser, text: string): Promise<SyntaxProblem | null> {
  const parse = parser.startParse(withoutImportAttributes(text))
  let sliceEnd = performance.now() + sliceMs
  for (;;) {
    const tree = parse.advance()
    if (tree) {
      const position = firstError(tree)
      return position === null ? null : { line: lineAt(text, position) }
    }
    if (performance.now() > sliceEnd) {
      await nextTask()
      sliceEnd = performance.now() + sliceMs
    }
  }
}

function firstError(tree: Tree): number | null {
  const cursor = tree.cursor()
  do if (cursor.type.isError) return cursor.from
  while (cursor.next())
  return null
}

// `with { type: 'json' }`, which this grammar does not know yet. Every character keeps its place.
function withoutImportAttributes(text: string): string {
  return text.replace(
    /(\bfrom\s*(?:'[^'\n]*'|"[^"\n]*"))([ \t]+with\s*\{[^{}]*\})/g,
    (_whole, source: string, attributes: string) => source + attributes.replace(/[^\n]/g, ' '),
  )
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve)
  })
}

function lineAt(text: string, position: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1))
    line += 1
  return line
}
