import { type AskerLanguage, say, type Words } from '../language.ts'
import type { Change } from '../rewrite.ts'
import { namedFunctions, type NamedFunction } from '../syntax/kinds.ts'
import type { FunctionNode } from '../syntax/nodes.ts'
import type { SourceFile } from '../syntax/source-file.ts'
import { foretell, type Foretold } from './evaluate.ts'
import { type Exposure, exposureOf } from './exposure.ts'
import { argumentLists } from './samples.ts'
import { type testingReasons, testingTexts } from './texts.ts'
import { copyOf, isPrimitive, literalOf, textLiteral } from './values.ts'

type TestingRule = keyof typeof testingReasons

export interface GeneratedTests {
  /** The test file; empty when nothing can be tested. */
  readonly code: string
  /** The name under which the test file looks for the snippet; null when it holds a copy. */
  readonly moduleName: string | null
  readonly changes: readonly Change<TestingRule>[]
}

const mostCases = 5
const mostFunctions = 40

/**
 * Writes a test file for `node:test`. Nothing of the snippet is run: expected results come from reading
 * it, and where they are not certain only the shape is tested.
 */
export function generateTests(file: SourceFile, language: AskerLanguage): GeneratedTests {
  const functions = topLevelFunctions(file)
  const exposure = exposureOf(file, functions)
  const suites: Suite[] = []
  const changes: Change<TestingRule>[] = []
  for (const item of functions) {
    const line = file.lineOf(item.node)
    if (!exposure.names.has(item.name) || isForeignText(file, item)) {
      changes.push({ line, rule: 'not-reachable', words: { name: item.name } })
      continue
    }
    const cases = casesFor(file, item.node)
    suites.push({ item, cases })
    const rule = cases.length > 0 ? 'tested-function' : 'shape-only'
    changes.push({ line, rule, words: { name: item.name, count: cases.length } })
  }
  const code = suites.length === 0 ? '' : writeFile(file, exposure, suites, language)
  return { code, moduleName: exposure.kind === 'copy' ? null : moduleName(file), changes }
}

interface Suite {
  readonly item: NamedFunction
  readonly cases: readonly Case[]
}

interface Case {
  readonly args: string
  readonly outcome: Exclude<Foretold, { kind: 'unknown' }>
}

function topLevelFunctions(file: SourceFile): NamedFunction[] {
  const isTopLevel = ({ anchor }: NamedFunction): boolean => file.parentOf(anchor) === file.program
  return namedFunctions(file)
    .filter((item) => isTopLevel(item) && item.name !== 'default')
    .slice(0, mostFunctions)
}

// Node runs TypeScript, but not the tags of JSX.
function isForeignText(file: SourceFile, { node }: NamedFunction): boolean {
  return file.all('JSXElement', 'JSXFragment').some((tag) => file.isInside(tag, node))
}

// ── Cases ────────────────────────────────────────────────────────────────────────────────────────

function casesFor(file: SourceFile, item: FunctionNode): Case[] {
  if (item.generator) return []
  const cases: Case[] = []
  const seen = new Set<string>()
  const spare: Case[] = []
  for (const args of argumentLists(file, item)) {
    // The literals are taken first: the function may change what it is given.
    const literals = args.map((value) => literalOf(value))
    const outcome = foretell(file, item, args.map(copyOf))
    if (outcome.kind === 'unknown' || literals.includes(undefined)) continue
    const result = resultText(outcome)
    if (result === undefined) continue
    const found = { args: literals.join(', '), outcome }
    if (seen.has(result)) spare.push(found)
    else cases.push(found)
    seen.add(result)
  }
  return [...cases, ...spare].slice(0, mostCases)
}

function resultText(outcome: Exclude<Foretold, { kind: 'unknown' }>): string | undefined {
  return outcome.kind === 'throws'
    ? `${outcome.error}: ${outcome.message}`
    : literalOf(outcome.value)
}

// ── File ─────────────────────────────────────────────────────────────────────────────────────────

function moduleName(file: SourceFile): string {
  return `./code.${file.dialect}`
}

function writeFile(
  file: SourceFile,
  exposure: Exposure,
  suites: readonly Suite[],
  language: AskerLanguage,
): string {
  const names = suites.map(({ item }) => item.name).join(', ')
  const source = textLiteral(moduleName(file))
  const bodies = suites.map((suite) => writeSuite(suite, language))
  if (exposure.kind === 'require') {
    const head = [
      "const assert = require('node:assert/strict')",
      "const { describe, it } = require('node:test')",
      `const { ${names} } = require(${source})`,
    ]
    return [head.join('\n'), ...bodies].join('\n\n')
  }
  const head = [
    "import assert from 'node:assert/strict'",
    "import { describe, it } from 'node:test'",
  ]
  if (exposure.kind === 'import') head.push(`import { ${names} } from ${source}`)
  const copy = exposure.kind === 'copy' ? [exposure.code] : []
  return [head.join('\n'), ...copy, ...bodies].join('\n\n')
}

function writeSuite({ item, cases }: Suite, language: AskerLanguage): string {
  const tests = cases.map((known) => writeCase(item, known, language))
  const shape = [
    `  it(${title('isFunction', {}, language)}, () => {`,
    `    assert.equal(typeof ${item.name}, 'function')`,
    '  })',
  ].join('\n')
  const body = tests.length > 0 ? tests : [shape]
  return `describe(${textLiteral(item.name)}, () => {\n${body.join('\n\n')}\n})`
}

function writeCase(item: NamedFunction, { args, outcome }: Case, language: AskerLanguage): string {
  const call = `${item.name}(${args})`
  const isAsync = item.node.async
  const start = isAsync ? 'async () => {' : '() => {'
  if (outcome.kind === 'throws') {
    const check = isAsync ? 'await assert.rejects' : 'assert.throws'
    const error = `{ name: ${textLiteral(outcome.error)}, message: ${textLiteral(outcome.message)} }`
    return [
      `  it(${title('fails', { call }, language)}, ${start}`,
      `    ${check}(() => ${call}, ${error})`,
      '  })',
    ].join('\n')
  }
  const value = literalOf(outcome.value) ?? 'undefined'
  const check = isPrimitive(outcome.value) ? 'assert.equal' : 'assert.deepEqual'
  return [
    `  it(${title('gives', { call, value }, language)}, ${start}`,
    `    ${check}(${isAsync ? 'await ' : ''}${call}, ${value})`,
    '  })',
  ].join('\n')
}

function title(key: keyof typeof testingTexts, words: Words, language: AskerLanguage): string {
  return textLiteral(say(testingTexts[key], language, words))
}
