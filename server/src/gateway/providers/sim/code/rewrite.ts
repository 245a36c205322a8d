import { MagicString } from 'magic-string'
import type { Node } from '@babel/types'
import { parseCode } from './syntax/parse.ts'
import { SourceFile } from './syntax/source-file.ts'
import { endOf, startOf } from './syntax/walk.ts'
import type { Words } from './language.ts'

/** One place of the source that gets another text; an insertion where `start` equals `end`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What a rule noticed. Without edits it is advice. */
export interface Finding<Id extends string = string> {
  readonly rule: Id
  readonly at: Node
  readonly edits: readonly Edit[]
  readonly words?: Words
}

/** Looks for one kind of thing; is asked again after every change until it finds no more. */
export type Rule<Id extends string = string> = (file: SourceFile) => Iterable<Finding<Id>>

/** One change, or one piece of advice, at a line of the code as it was handed in. */
export interface Change<Id extends string = string> {
  readonly line: number
  readonly rule: Id
  readonly words: Words
}

export interface Rewritten<Id extends string = string> {
  readonly code: string
  readonly changes: readonly Change<Id>[]
  readonly advice: readonly Change<Id>[]
}

const mostPasses = 20
// Bounds the time for a large snippet, whose passes cost in proportion to its nodes.
const mostNodesOverAllPasses = 3_000_000
const mostSingleTries = 40

/**
 * Applies the rules until nothing is left to change. Untouched text stays byte for byte, and the result
 * parses: an edit that would break it is left out.
 */
export function rewrite<Id extends string>(
  start: SourceFile,
  rules: readonly Rule<Id>[],
): Rewritten<Id> {
  const passes = Math.max(1, Math.min(mostPasses, mostNodesOverAllPasses / start.nodes.length))
  const changes: Change<Id>[] = []
  let lineOrigins = start.code.split('\n').map((_, index) => index + 1)
  let file = start
  const changeAt = (finding: Finding<Id>): Change<Id> => ({
    line: lineOrigins[file.lineOf(finding.at) - 1] ?? 1,
    rule: finding.rule,
    words: finding.words ?? {},
  })

  for (let pass = 0; pass < passes; pass += 1) {
    const step = takeStep(file, collect(file, rules))
    if (!step) break
    changes.push(...step.applied.map(changeAt))
    lineOrigins = step.lineOrigins.map((line) => lineOrigins[line] ?? 1)
    file = step.file
  }
  const advice = collect(file, rules).filter((finding) => finding.edits.length === 0)
  return {
    code: file.code,
    changes: changes.toSorted((a, b) => a.line - b.line),
    advice: advice.map(changeAt).toSorted((a, b) => a.line - b.line),
  }
}

export function replaceNode(node: Node, text: string): Edit {
  return { start: startOf(node), end: endOf(node), text }
}

export function insertAt(offset: number, text: string): Edit {
  return { start: offset, end: offset, text }
}

/** Takes a statement out, with its line when nothing else stands on it. */
export function removeStatement(file: SourceFile, node: Node): Edit {
  const { code } = file
  let start = startOf(node)
  let end = endOf(node)
  while (start > 0 && /[ \t]/.test(code[start - 1] ?? '')) start -= 1
  while (/[ \t]/.test(code[end] ?? '')) end += 1
  const isFirstOnLine = start === 0 || code[start - 1] === '\n'
  if (isFirstOnLine && code[end] === '\r') end += 1
  if (isFirstOnLine && code[end] === '\n') return { start, end: end + 1, text: '' }
  if (isFirstOnLine) return { start: startOf(node), end: endOf(node), text: '' }
  return { start, end: endOf(node), text: '' }
}

interface Step<Id extends string> {
  readonly file: SourceFile
  readonly applied: readonly Finding<Id>[]
  /** For each line of the new code, the index of the line of the old code that it came from. */
  readonly lineOrigins: readonly number[]
}

function collect<Id extends string>(file: SourceFile, rules: readonly Rule<Id>[]): Finding<Id>[] {
  return rules.flatMap((rule) => [...rule(file)])
}

function takeStep<Id extends string>(
  file: SourceFile,
  findings: readonly Finding<Id>[],
): Step<Id> | undefined {
  const chosen = withoutOverlaps(findings.filter((finding) => finding.edits.length > 0))
  if (chosen.length === 0) return undefined
  return apply(file, chosen) ?? firstThatParses(file, chosen)
}

function firstThatParses<Id extends string>(
  file: SourceFile,
  findings: readonly Finding<Id>[],
): Step<Id> | undefined {
  for (const finding of findings.slice(0, mostSingleTries)) {
    const step = apply(file, [finding])
    if (step) return step
  }
  return undefined
}

// Of two findings that touch the same text the earlier one wins; the other is found again next pass.
function withoutOverlaps<Id extends string>(findings: readonly Finding<Id>[]): Finding<Id>[] {
  const spans = findings.map((finding) => ({
    finding,
    start: Math.min(...finding.edits.map((edit) => edit.start)),
    end: Math.max(...finding.edits.map((edit) => edit.end)),
  }))
  spans.sort((a, b) => a.start - b.start || b.end - a.end)
  let reached = -1
  return spans.flatMap(({ finding, start, end }) => {
    if (start <= reached) return []
    reached = end
    return [finding]
  })
}

function apply<Id extends string>(
  file: SourceFile,
  findings: readonly Finding<Id>[],
): Step<Id> | undefined {
  const text = new MagicString(file.code)
  for (const edit of findings.flatMap((finding) => finding.edits)) {
    if (edit.start === edit.end) text.appendLeft(edit.start, edit.text)
    else if (edit.text === '') text.remove(edit.start, edit.end)
    else text.update(edit.start, edit.end, edit.text)
  }
  const code = text.toString()
  if (code === file.code) return undefined
  const outcome = parseCode(code, file.dialect)
  if (!outcome.parsed) return undefined
  return {
    file: new SourceFile(code, file.dialect, outcome.tree),
    applied: findings,
    lineOrigins: originsOf(text),
  }
}

function originsOf(text: MagicString): number[] {
  let line = 0
  return text.generateDecodedMap().mappings.map((segments) => {
    const source = segments.find((segment) => segment.length >= 4)
    line = source?.[2] ?? line
    return line
  })
}
