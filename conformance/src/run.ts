/**
 * `npm run conformance [-- FOLDER] [--write]`: our server against the OpenAI API's own document and
 * recorded traffic, which lie outside of this repository. `--write` writes the reference page.
 */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { table } from '../../scripts/pages/table.ts'
import { type ConformanceData, readDataFolder } from './data-folder.ts'
import { runCases } from './live/run-cases.ts'
import { knownDifferences } from './oracle/known-differences.ts'
import { Oracle } from './oracle/oracle.ts'
import { checkRecordings } from './oracle/recorded-answers.ts'
import { runReplay } from './replay/run-replay.ts'
import { conformancePage, failuresOf, liveRows, replayRows, totalsOf } from './report.ts'

const root = path.resolve(import.meta.dirname, '..', '..')
const page = path.join(root, 'docs/reference/conformance.md')
const defaultFolder = path.join(root, '..', 'shared', 'conformance')

const options = process.argv.slice(2)
const folder = options.find((option) => !option.startsWith('--')) ?? defaultFolder
const data = await readDataFolder(folder)
if (data === null) console.log(`Conformance was not checked: there is no data at ${folder}.`)
else await check(data)

async function check(data: ConformanceData): Promise<void> {
  const recorded = checkRecordings(data)
  const { passed: right, failed: wrong, excluded } = recorded
  console.log(
    `Recorded answers by the validator: ${right} pass, ${wrong.length} fail, ${excluded.length} excluded`,
  )
  const live = await runCases(new Oracle(data.document, knownDifferences))
  console.log(`\n${table(['Every method', 'passed', 'failed'], liveRows(live))}`)

  const replayed = await runReplay(data.recordings)
  console.log(
    `\n${table(['Replayed', 'same', 'as recorded', 'explained', 'failed', '%'], replayRows(replayed))}`,
  )

  const results = { recorded, live, replayed }
  if (options.includes('--write')) await writeFile(page, conformancePage(results))
  for (const failure of failuresOf(results)) console.log(`\nFAILED ${failure}`)
  const { passed, failed } = totalsOf(results)
  if (failed > 0) process.exitCode = 1
  console.log(`\n${passed} passed, ${failed} failed`)
}
