import { type Ending, exceptions, faults, type Form } from '../../server/test/faults/fault-table.ts'
import { table } from './table.ts'

export function faultsPage(): string {
  return `# When the provider fails

<!-- Made from server/test/faults/fault-table.ts by \`npm run docs\`: change it there. -->

What a call ends with when its provider misbehaves, after the tries that are left to it. The test
\`server/test/fault-matrix.test.ts\` makes every row happen on every endpoint that is listed in
\`server/test/faults/endpoints.ts\`, streamed and whole, and checks besides that each call has one row in the
log, that what was held for it is given back, and that the key was charged what the log says.

An error event comes in place of \`[DONE]\`: a stream that broke is never passed off as whole.

## Streamed

${rows('stream')}

## Whole

${rows('whole')}

## Exceptions

${exceptionRows()}
`
}

function rows(form: Form): string {
  const headings = ['The provider …', 'Status', 'The client has', 'Code', 'Verdict', 'Charged']
  return table(
    headings,
    faults.map((fault) => [fault.what, ...cellsOf(fault[form])]),
  )
}

function exceptionRows(): string {
  if (exceptions.length === 0) return 'None.'
  const headings = ['Endpoint', 'Fault', 'Form', 'Status', 'The client has', 'Code', 'Verdict']
  return table(
    [...headings, 'Charged', 'Why'],
    exceptions.map(({ endpoint, fault, form, ending, why }) => [
      endpoint,
      fault,
      form,
      ...cellsOf(ending),
      why,
    ]),
  )
}

function cellsOf({ status, client, code, verdict, usage }: Ending): string[] {
  return [
    String(status),
    endOf[client],
    code === null ? '' : `\`${code}\``,
    verdict,
    chargeOf[usage],
  ]
}

const endOf = {
  answer: 'the answer',
  error: 'an error',
  'error event': 'an error event',
  'cut answer': 'a cut answer',
}
const chargeOf = {
  reported: 'what the provider said',
  estimated: 'an estimate',
  none: 'nothing',
}
