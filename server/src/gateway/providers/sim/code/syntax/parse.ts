import { parse, type File, type ParserOptions, type ParserPlugin } from '@babel/parser'

export type Dialect = 'js' | 'jsx' | 'ts' | 'tsx'

/** Where and why the parser stopped. */
export interface SyntaxProblem {
  readonly offset: number
  readonly line: number
  /** The parser's name of the fault, e.g. `UnexpectedToken`; `TooDeep` where the stack was not enough. */
  readonly reason: string
  /** What the parser would have accepted at `offset`; null when it did not say. */
  readonly expected: string | null
  /** The parser's own words, in English. */
  readonly message: string
}

export type ParseOutcome =
  | { readonly parsed: true; readonly tree: File }
  | { readonly parsed: false; readonly problem: SyntaxProblem }

const plugins: Readonly<Record<Dialect, ParserPlugin[]>> = {
  js: ['jsx', 'decorators'],
  jsx: ['jsx', 'decorators'],
  ts: ['typescript', 'decorators'],
  tsx: ['typescript', 'jsx', 'decorators'],
}

// A snippet is torn out of its surroundings: what only makes sense inside them is not a fault.
const snippetOptions: ParserOptions = {
  sourceType: 'unambiguous',
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowNewTargetOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowUndeclaredExports: true,
}

/** Parses a snippet; never throws. */
export function parseCode(code: string, dialect: Dialect): ParseOutcome {
  try {
    const tree = parse(code, { ...snippetOptions, plugins: plugins[dialect] })
    return { parsed: true, tree }
  } catch (error) {
    return { parsed: false, problem: problemFrom(error) }
  }
}

interface BabelSyntaxError extends SyntaxError {
  readonly pos: number
  readonly loc: { readonly line: number }
  readonly reasonCode: string
  readonly details?: { readonly expected?: string | null }
}

function isBabelSyntaxError(error: unknown): error is BabelSyntaxError {
  return error instanceof SyntaxError && 'pos' in error && 'reasonCode' in error
}

function problemFrom(error: unknown): SyntaxProblem {
  if (!isBabelSyntaxError(error)) {
    const message = error instanceof Error ? error.message : String(error)
    return { offset: 0, line: 1, reason: 'TooDeep', expected: null, message }
  }
  return {
    offset: error.pos,
    line: error.loc.line,
    reason: error.reasonCode,
    expected: error.details?.expected ?? null,
    message: error.message.replace(/ \(\d+:\d+\)$/, ''),
  }
}
