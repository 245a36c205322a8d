import type { Page } from '@llavero/protocol/control/page.ts'
import type { BatchSummary, StoredFile } from '@llavero/protocol/control/stored-work.ts'
import type { Command } from 'commander'
import { show, withAdminApi } from './command-line.ts'
import type { CommandLine, JsonOption } from './command-line.ts'
import { readNumber } from './option-values.ts'
import { queryString } from './query-string.ts'
import { textTable, utcTime } from './text-table.ts'
import type { Column } from './text-table.ts'

interface ListOptions extends JsonOption {
  readonly project?: string
  readonly limit: number
  readonly before?: string
}

interface Listing<Item> {
  /** As the admin API and the command call it. */
  readonly name: string
  readonly description: string
  readonly columns: readonly Column<Item>[]
}

const files: Listing<StoredFile> = {
  name: 'files',
  description: 'what clients have stored',
  columns: [
    { heading: 'ID', value: ({ id }) => id },
    { heading: 'PROJECT', value: ({ project_id }) => project_id },
    { heading: 'PURPOSE', value: ({ purpose }) => purpose },
    { heading: 'NAME', value: ({ filename }) => filename },
    { heading: 'BYTES', value: ({ bytes }) => bytes },
    { heading: 'CREATED', value: ({ created_at }) => utcTime(created_at) },
    { heading: 'EXPIRES', value: ({ expires_at }) => utcTime(expires_at) },
  ],
}

const batches: Listing<BatchSummary> = {
  name: 'batches',
  description: 'work that nobody waits for',
  columns: [
    { heading: 'ID', value: ({ id }) => id },
    { heading: 'PROJECT', value: ({ project_id }) => project_id },
    { heading: 'ENDPOINT', value: ({ endpoint }) => endpoint },
    { heading: 'MODEL', value: ({ model }) => model },
    { heading: 'STATUS', value: ({ status }) => status },
    { heading: 'DONE', value: ({ request_counts: { completed } }) => completed },
    { heading: 'FAILED', value: ({ request_counts: { failed } }) => failed },
    { heading: 'OF', value: ({ request_counts: { total } }) => total },
    { heading: 'CREATED', value: ({ created_at }) => utcTime(created_at) },
  ],
}

/** `llavero files list` and `llavero batches list` */
export function addStoredWorkCommands(program: Command, commandLine: CommandLine): void {
  addListing(program, commandLine, files)
  addListing(program, commandLine, batches)
}

function addListing<Item>(
  program: Command,
  commandLine: CommandLine,
  { name, description, columns }: Listing<Item>,
): void {
  program
    .command(name)
    .description(description)
    .command('list')
    .description(`show ${name}, newest first`)
    .option('--project <id>', 'only those of this project')
    .option('--limit <count>', 'how many to show, at most 200', readNumber, 50)
    .option('--before <id>', 'the next page: those older than this one')
    .option('--json', 'print one JSON object')
    .action((options: ListOptions) =>
      withAdminApi(commandLine, async (ask) => {
        const { project, limit, before } = options
        const query = queryString({ project_id: project, limit, before })
        const body = await ask<Page<Item>>('GET', `/api/${name}${query}`)
        show(commandLine, options, { body, text: ({ data }) => textTable(data, columns) })
      }),
    )
}
