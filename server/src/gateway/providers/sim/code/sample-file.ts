import { type Dialect, parseCode } from './syntax/parse.ts'
import { SourceFile } from './syntax/source-file.ts'

/** Parses code that a test knows to be right. */
export function sampleFile(code: string, dialect: Dialect = 'js'): SourceFile {
  const outcome = parseCode(code, dialect)
  if (!outcome.parsed) throw new SyntaxError(`${outcome.problem.message} in: ${code}`)
  return new SourceFile(code, dialect, outcome.tree)
}
