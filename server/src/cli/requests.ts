import type { Page } from '@llavero/protocol/control/page.ts'
import { type RequestObject, verdicts } from '@llavero/protocol/control/requests.ts'
import type { Command } from 'commander'
import { show, withAdminApi } from './command-line.ts'
import type { CommandLine, JsonOption } from './command-line.ts'
import { readNumber } from './option-values.ts'
import { queryString } from './query-string.ts'
import { dollars, textTable, utcTime } from './text-table.ts'
import type { Column } from './text-table.ts'

interface RequestsOptions extends JsonOption {
  readonly limit: number
  readonly key?: string
  readonly model?: string
  readonly feature?: string
  readonly verdict?: string
  readonly before?: string
}

/** `llavero requests` */
export function addRequestsCommand(program: Command, commandLine: CommandLine): void {
  program
    .command('requests')
    .description('show the last calls')
    .option('--limit <count>', 'how many, at most 200', readNumber, 20)
    .option('--key <id>', 'of this key only')
    .option('--model <name>', 'of this model only')
    .option('--feature <name>', 'of this feature only')
    .option('--verdict <verdict>', verdicts.join(', '))
    .option('--before <id>', 'the page after the one that ended with this call')
    .option('--json', 'print one JSON object')
    .action((options: RequestsOptions) =>
      withAdminApi(commandLine, async (ask) => {
        const { limit, key, model, feature, verdict, before } = options
        const query = queryString({ limit, key_id: key, model, feature, verdict, before })
        const body = await ask<Page<RequestObject>>('GET', `/api/requests${query}`)
        show(commandLine, options, { body, text: ({ data }) => textTable(data, columns) })
      }),
    )
}

const columns: readonly Column<RequestObject>[] = [
  { heading: 'TIME (UTC)', value: ({ created_at }) => utcTime(created_at) },
  { heading: 'ID', value: ({ id }) => id },
  { heading: 'KEY', value: ({ key_id }) => key_id },
  { heading: 'MODEL', value: ({ model_used, model_asked }) => model_used ?? model_asked },
  { heading: 'PROVIDER', value: ({ provider }) => provider },
  { heading: 'STATUS', value: ({ status }) => status },
  { heading: 'VERDICT', value: ({ verdict, error_code }) => error_code ?? verdict },
  { heading: 'IN', value: ({ input_tokens }) => input_tokens },
  { heading: 'OUT', value: ({ output_tokens }) => output_tokens },
  { heading: 'COST', value: ({ cost_usd }) => dollars(cost_usd) ?? 'unknown' },
  { heading: 'MS', value: ({ total_ms }) => Math.round(total_ms) },
]
