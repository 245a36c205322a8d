/**
 * Writes the reference pages that are made from the sources. `--check` writes nothing and fails when
 * a page is out of date. A new page is one more entry in `pages`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { errorCatalogue, type ErrorEntry } from '@llavero/protocol/errors.ts'

interface Page {
  /** From the repository's root. */
  readonly path: string
  render(): string
}

const pages: readonly Page[] = [{ path: 'docs/reference/errors.md', render: errorsPage }]

const root = path.resolve(import.meta.dirname, '..')

if (process.argv.includes('--check')) {
  const stale = pages.filter((page) => readPage(page) !== page.render())
  for (const page of stale) console.error(`${page.path} is out of date: run npm run docs`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const page of pages) writeFileSync(path.join(root, page.path), page.render())
}

function readPage(page: Page): string | null {
  try {
    return readFileSync(path.join(root, page.path), 'utf8')
  } catch {
    return null
  }
}

function errorsPage(): string {
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

/** A Markdown table with aligned columns, as the formatter would write it. */
function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = widths.map((width) => '-'.repeat(width))
  return [headings, rule, ...rows].map(line).join('\n')
}
