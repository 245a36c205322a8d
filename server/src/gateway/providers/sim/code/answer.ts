import { answerTexts } from './answer-texts.ts'
import type { CodeAction } from './code-action.ts'
import { documentationReasons } from './documentation/texts.ts'
import { writeDocumentation } from './documentation/write-documentation.ts'
import { explain } from './explanation/explain.ts'
import { fixBugs } from './fix/fix-bugs.ts'
import { mend } from './fix/mending.ts'
import { bugReasons } from './fix/reasons.ts'
import { type AskerLanguage, say, type Texts, type Words } from './language.ts'
import { fixNaming } from './naming/fix-naming.ts'
import { namingReasons } from './naming/reasons.ts'
import { refactor } from './refactor/refactor.ts'
import { refactorReasons } from './refactor/reasons.ts'
import { type CodeMessage, type CodeRequest, readRequest } from './request.ts'
import type { Change } from './rewrite.ts'
import { type Dialect, parseCode } from './syntax/parse.ts'
import { SourceFile } from './syntax/source-file.ts'
import { generateTests } from './testing/generate-tests.ts'
import { testingReasons } from './testing/texts.ts'

export type { CodeMessage } from './request.ts'

// Bound the time of an answer: every rule is linear in the nodes, every repair in the characters.
const mostCharacters = 1_500_000
const mostNodes = 300_000

/**
 * Answers a request about JavaScript or TypeScript without any model, in Markdown, or in JSON where a
 * system message has the line `Format: json`. Pure, synchronous, never throws; a snippet of 1 MB may
 * take seconds, so it is called in a worker.
 */
export function answerAboutCode(messages: readonly CodeMessage[]): string {
  const request = readRequest(messages)
  const outcome = answerRequest(request)
  return request.format === 'json' ? asJson(outcome) : asMarkdown(outcome, request.language)
}

type AnswerText = keyof typeof answerTexts

/** A change with its reason in the asker's language. */
interface Said {
  readonly line: number
  readonly rule: string
  readonly reason: string
}

type Outcome =
  | { readonly kind: 'report'; readonly markdown: string }
  | {
      readonly kind: 'patch'
      readonly code: string
      readonly dialect: Dialect
      readonly summary: string
      readonly heading: AnswerText
      readonly changes: readonly Said[]
      readonly advice: readonly Said[]
    }

function answerRequest(request: CodeRequest): Outcome {
  const { asked, language } = request
  const report = (key: AnswerText, words?: Words): Outcome => ({
    kind: 'report',
    markdown: say(answerTexts[key], language, words),
  })
  if (asked.kind === 'none') return report('noCode')
  if (asked.kind === 'foreign') return report('foreign', { name: asked.name })
  if (asked.code.length > mostCharacters) {
    return report('tooLarge', {
      limit: say(answerTexts.limitBytes, language, { count: mostCharacters }),
    })
  }
  try {
    return answerWithCode(request, asked, report)
  } catch (error) {
    // A RangeError is recursion over code that nests deeper than the stack. Anything else is a bug of
    // ours, and the asker still gets an honest answer.
    return report(error instanceof RangeError ? 'tooDeep' : 'failed')
  }
}

function answerWithCode(
  request: CodeRequest,
  asked: { readonly code: string; readonly dialect: Dialect },
  report: (key: AnswerText, words?: Words) => Outcome,
): Outcome {
  const { language } = request
  const { code, changes, problem } = mend(asked.code, asked.dialect)
  const outcome = parseCode(code, asked.dialect)
  if (!outcome.parsed) {
    if (problem?.reason === 'TooDeep') return report('tooDeep')
    const at = outcome.problem
    return report('unreadable', { line: at.line, message: at.message })
  }
  const file = new SourceFile(code, asked.dialect, outcome.tree)
  if (file.nodes.length > mostNodes) {
    return report('tooLarge', {
      limit: say(answerTexts.limitNodes, language, { count: mostNodes }),
    })
  }
  return act(request, file, spoken(changes, bugReasons, language))
}

/** Does what is asked with code that parses; `mended` is what had to be put right before. */
function act(
  { action, language }: CodeRequest,
  file: SourceFile,
  mended: readonly Said[],
): Outcome {
  if (action === 'explain') {
    return { kind: 'report', markdown: explanation(file, language, mended) }
  }
  if (action === 'generate-tests') return testsFor(file, language, mended)
  const { code, changes: made, advice } = patchers[action](file, language)
  const changes = [...mended, ...made].toSorted((a, b) => a.line - b.line)
  const key = changes.length > 0 ? action : (`${action}-none` as const)
  const summary = say(answerTexts[key], language, { count: changes.length })
  const { dialect } = file
  return { kind: 'patch', code, dialect, summary, heading: 'changes', changes, advice }
}

interface Patch {
  readonly code: string
  readonly changes: readonly Said[]
  readonly advice: readonly Said[]
}

type PatchAction = Exclude<CodeAction, 'explain' | 'generate-tests'>

type Patcher = (file: SourceFile, language: AskerLanguage) => Patch

const patchers: Readonly<Record<PatchAction, Patcher>> = {
  'fix-bugs': (file, language) => spokenPatch(fixBugs(file), bugReasons, language),
  'fix-naming': (file, language) => spokenPatch(fixNaming(file), namingReasons, language),
  'write-documentation': (file, language) =>
    spokenPatch(writeDocumentation(file, language), documentationReasons, language),
  refactor: (file, language) => spokenPatch(refactor(file), refactorReasons, language),
}

function spokenPatch<Rule extends string>(
  { code, changes, advice = [] }: Rewriting<Rule>,
  reasons: Readonly<Record<Rule, Texts>>,
  language: AskerLanguage,
): Patch {
  return {
    code,
    changes: spoken(changes, reasons, language),
    advice: spoken(advice, reasons, language),
  }
}

interface Rewriting<Rule extends string> {
  readonly code: string
  readonly changes: readonly Change<Rule>[]
  readonly advice?: readonly Change<Rule>[]
}

function testsFor(file: SourceFile, language: AskerLanguage, mended: readonly Said[]): Outcome {
  const { code, moduleName, changes } = generateTests(file, language)
  if (code === '')
    return { kind: 'report', markdown: say(answerTexts['generate-tests-none'], language) }
  const summary = moduleName
    ? say(answerTexts['generate-tests-beside'], language, { module: moduleName })
    : say(answerTexts['generate-tests'], language, { extension: file.dialect })
  const said = [...mended, ...spoken(changes, testingReasons, language)]
  const { dialect } = file
  return { kind: 'patch', code, dialect, summary, heading: 'tests', changes: said, advice: [] }
}

function explanation(file: SourceFile, language: AskerLanguage, mended: readonly Said[]): string {
  const outline = explain(file, language)
  if (mended.length === 0) return outline
  const lines = mended.map((change) => itemOf(change, language))
  return [say(answerTexts.mended, language), '', ...lines, '', outline].join('\n')
}

function spoken<Rule extends string>(
  changes: readonly Change<Rule>[],
  reasons: Readonly<Record<Rule, Texts>>,
  language: AskerLanguage,
): Said[] {
  return changes.map(({ line, rule, words }) => ({
    line,
    rule,
    reason: say(reasons[rule], language, words),
  }))
}

// ── Shape of the answer ──────────────────────────────────────────────────────────────────────────

function asJson(outcome: Outcome): string {
  if (outcome.kind === 'report') return JSON.stringify({ report: outcome.markdown })
  return JSON.stringify({ code: outcome.code, changes: outcome.changes })
}

function asMarkdown(outcome: Outcome, language: AskerLanguage): string {
  if (outcome.kind === 'report') return outcome.markdown
  const { code, dialect, summary, changes, advice } = outcome
  const fence = fenceFor(code)
  const parts = [summary, `${fence}${dialect}\n${code}${code.endsWith('\n') ? '' : '\n'}${fence}`]
  const list = (key: AnswerText, items: readonly Said[]): void => {
    if (items.length === 0) return
    const lines = items.map((item) => itemOf(item, language))
    parts.push(`**${say(answerTexts[key], language)}**`, lines.join('\n'))
  }
  list(outcome.heading, changes)
  list('advice', advice)
  return parts.join('\n\n')
}

function itemOf({ line, reason }: Said, language: AskerLanguage): string {
  return `- ${say(answerTexts.line, language, { line })}: ${reason}`
}

// Longer than any row of backticks in the code, so that nothing in it closes the block.
function fenceFor(code: string): string {
  const longest = Math.max(2, ...(code.match(/`{3,}/g) ?? []).map((row) => row.length))
  return '`'.repeat(longest + 1)
}
