import { table } from '../../scripts/pages/table.ts'
import type { LiveResults } from './live/run-cases.ts'
import { excludedMethods } from './live/excluded-methods.ts'
import type { RecordedAnswers } from './oracle/recorded-answers.ts'

export interface Results {
  readonly recorded: RecordedAnswers
  readonly live: LiveResults
}

export interface Totals {
  readonly passed: number
  readonly failed: number
}

/** Of the checks of our server; a recorded answer that the validator refuses is a failure, too. */
export function totalsOf({ recorded, live }: Results): Totals {
  const failedCases = live.cases.filter(({ faults }) => faults.length > 0).length
  return {
    passed: live.cases.length - failedCases,
    failed: recorded.failed.length + failedCases,
  }
}

/** What failed, for whoever has to mend it. */
export function failuresOf({ recorded, live }: Results): string[] {
  return [
    ...recorded.failed.map(({ session, fault }) => `oracle, ${session}: ${fault}`),
    ...live.cases
      .filter(({ faults }) => faults.length > 0)
      .map(({ resource, name, faults }) => `${resource}, ${name}:\n    ${faults.join('\n    ')}`),
  ]
}

/** `docs/reference/conformance.md`. */
export function conformancePage(results: Results): string {
  return `# Conformance

<!-- Written by \`npm run conformance -- --write\` where the conformance data is; see CONTRIBUTING.md. -->

What is promised is the OpenAI API. It is checked by a validator made from the API's own OpenAPI document,
adjusted to what the service really sends, and by the official \`openai\` package.

## The validator itself

Recorded answers of the real service, each of which has to pass the adjusted document:

${table(['Passed', 'Failed', 'Excluded'], [recordedRow(results.recorded)])}

${bullets(excludedReasons(results.recorded))}

## Every method of the package

The newest official package drives a server with nothing but the simulator. Every answer and every event of
a stream is taken from the wire and judged by its schema, its headers, the shape of its ids and lists, and
the order of its events: ${results.live.answerCount} answers in all. A method of these resources that no case
calls is a failure.

${table(['Resource', 'Passed', 'Failed'], liveRows(results.live))}

Not called:

${bullets(Object.entries(excludedMethods).map(([method, reason]) => `\`${method}\`: ${reason}`))}
`
}

function recordedRow({ passed, failed, excluded }: RecordedAnswers): string[] {
  return [String(passed), String(failed.length), String(excluded.length)]
}

function excludedReasons({ excluded }: RecordedAnswers): string[] {
  return Object.entries(Object.groupBy(excluded, ({ reason }) => reason)).map(
    ([reason, all = []]) => `${all.length} excluded: ${reason}.`,
  )
}

export function liveRows({ cases }: LiveResults): string[][] {
  return Object.entries(Object.groupBy(cases, ({ resource }) => resource)).map(
    ([resource, all = []]) => {
      const failed = all.filter(({ faults }) => faults.length > 0).length
      return [resource, String(all.length - failed), String(failed)]
    },
  )
}

function bullets(lines: readonly string[]): string {
  return lines.length === 0 ? '- nothing' : lines.map((line) => `- ${line}`).join('\n')
}
