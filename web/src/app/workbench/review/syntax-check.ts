import type { Tree } from '@lezer/common'
import { codeLanguageNamed } from '../../ui/code/code-language'
import { parseCode } from '../../ui/code/parse-code'

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
  const { id } = codeLanguageNamed(languageId)
  if (!checkedLanguages.has(id) || result.length > maxCheckedLength) return null
  const problem = await firstProblem(id, result)
  if (problem === null || (await firstProblem(id, original)) !== null) return null
  return problem
}

async function firstProblem(language: string, text: string): Promise<SyntaxProblem | null> {
  const tree = await parseCode(withoutImportAttributes(text), language)
  const position = tree && firstError(tree)
  if (position === null) return null
  // What is missing at the end is missing after the last line, not in the empty one below.
  return { line: lineAt(text, Math.min(position, text.trimEnd().length)) }
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

function lineAt(text: string, position: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1))
    line += 1
  return line
}
