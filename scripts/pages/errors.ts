import { errorCatalogue, type ErrorEntry } from '@llavero/protocol/errors.ts'
import { table } from './table.ts'

export function errorsPage(): string {
  const entries: [string, ErrorEntry][] = Object.entries(errorCatalogue)
  const rows = entries.map(([code, entry]) => [
    `\`${code}\``,
    String(entry.status),
    `\`${entry.type}\``,
    entry.wireCode === null ? '`null`' : '',
    entry.when,
  ])
  return `# Errors

<!-- Made from protocol/src/errors.ts by \`npm run docs\`: change it there. -->

Every error has the shape of the OpenAI API, and all four keys are always present:

\`\`\`json
{ "error": { "message": "…", "type": "…", "param": null, "code": "…" } }
\`\`\`

\`param\` is the path of the field at fault, e.g. \`messages[0].role\`. Where the real service answers
a fault with \`"code": null\`, so do we; the column "Sent as" says so, and the name in the first column
is then found only in the request log.

${table(['Code', 'Status', 'Type', 'Sent as', 'When it happens'], rows)}
`
}
