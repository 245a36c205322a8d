import { table } from '../../scripts/pages/table.ts'
import type { LiveResults } from './live/run-cases.ts'
import { excludedMethods } from './live/excluded-methods.ts'
import { differsForAReason, type StepResult } from './replay/run-replay.ts'
import type { RecordedAnswers } from './oracle/recorded-answers.ts'

export interface Results {
  readonly recorded: RecordedAnswers
  readonly live: LiveResults
  readonly replayed: readonly StepResult[]
}

export interface Totals {
  readonly passed: number
  readonly failed: number
}

/** Of the checks of our server; a recorded answer that the validator refuses is a failure, too. */
export function totalsOf({ recorded, live, replayed }: Results): Totals {
  const failedCases = live.cases.filter(({ faults }) => faults.length > 0).length
  const failedSteps = replayed.filter(isFailed).length
  return {
    passed: live.cases.length - failedCases + replayed.filter(isSame).length,
    failed: recorded.failed.length + failedCases + failedSteps,
  }
}

function isSame({ differences }: StepResult): boolean {
  return differences.length === 0
}

function isFailed(step: StepResult): boolean {
  return !isSame(step) && !differsForAReason(step)
}

/** What failed, for whoever has to mend it. */
export function failuresOf({ recorded, live, replayed }: Results): string[] {
  return [
    ...recorded.failed.map(({ session, fault }) => `oracle, ${session}: ${fault}`),
    ...live.cases
      .filter(({ faults }) => faults.length > 0)
      .map(({ resource, name, faults }) => `${resource}, ${name}:\n    ${faults.join('\n    ')}`),
    ...replayed
      .filter(isFailed)
      .map(
        ({ session, call, differences }) =>
          `replay of ${session}, ${call}:\n    ${differences.join('\n    ')}`,
      ),
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

## Recorded sessions, said again

Every recorded exchange of these resources, in its session's order, with the recorded models leading to the
simulator. Compared are the status, an error's type, code and param, the keys of the body and the types of
their values, and the order of a stream's events. Where the service was asked again and again until it had
stored what it was told, the exchange counts once: here it is stored at once. Fine-tuning jobs name the
simulator's model themselves, because no route leads a job elsewhere.

${table(['Resource', 'Same', 'Of them as recorded', 'Explained', 'Failed', '% same'], replayRows(results.replayed))}

"As recorded": the simulator cannot stand for that provider, so a provider repeats the recorded answer, and what
is compared is what this server makes of it.

${bullets(asRecordedReasons(results.replayed))}

${explanationTable(results.replayed)}
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

export function replayRows(replayed: readonly StepResult[]): string[][] {
  const byResource = Object.entries(Object.groupBy(replayed, ({ resource }) => resource))
  return [...byResource, ['all', replayed] as const].map(([resource, steps = []]) => {
    const same = steps.filter(isSame).length
    const counts = [
      same,
      steps.filter(({ asRecorded }) => asRecorded !== null).length,
      steps.filter(differsForAReason).length,
      steps.filter(isFailed).length,
    ]
    return [resource, ...counts.map(String), ((100 * same) / steps.length).toFixed(1)]
  })
}

function asRecordedReasons(replayed: readonly StepResult[]): string[] {
  const reasons = Object.groupBy(replayed, ({ asRecorded }) => asRecorded ?? '')
  return Object.entries(reasons)
    .filter(([reason]) => reason !== '')
    .map(([reason, steps = []]) => `${steps.length} exchanges: ${reason}.`)
}

function explanationTable(replayed: readonly StepResult[]): string {
  const rows = Object.entries(
    Object.groupBy(
      replayed.filter(differsForAReason),
      ({ resource, explanation }) => `${resource}|${explanation}`,
    ),
  ).map(([key, steps = []]) => [...key.split('|'), String(steps.length)])
  if (rows.length === 0) return 'There are no exceptions.'
  return table(['Resource', 'Why another answer is right', 'Exchanges'], rows)
}

function bullets(lines: readonly string[]): string {
  return lines.length === 0 ? '- nothing' : lines.map((line) => `- ${line}`).join('\n')
}
