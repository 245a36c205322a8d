import type { UsageObject, UsageSummary } from '@llavero/protocol/control/usage.ts'
import { Option } from 'commander'
import type { Command } from 'commander'
import { show, withAdminApi } from './command-line.ts'
import type { Ask, CommandLine, JsonOption } from './command-line.ts'
import { listKeys } from './keys.ts'
import { readDate } from './option-values.ts'
import { queryString } from './query-string.ts'
import { dollars, textTable } from './text-table.ts'
import type { Column } from './text-table.ts'

interface UsageOptions extends JsonOption {
  readonly by: string
  readonly from?: number
  readonly to?: number
  readonly key?: string
}

/** `llavero usage` */
export function addUsageCommand(program: Command, commandLine: CommandLine): void {
  const by = new Option('--by <group>', 'what to sum by')
  program
    .command('usage')
    .description('show tokens and cost')
    .addOption(by.choices(['key', 'model', 'feature', 'day', 'provider']).default('model'))
    .option('--from <date>', 'from this moment on', readDate)
    .option('--to <date>', 'up to this moment, which is not included', readDate)
    .option('--key <id>', 'of this key only')
    .option('--json', 'print one JSON object')
    .action((options: UsageOptions) =>
      withAdminApi(commandLine, async (ask) => {
        const { by: group_by, from, to, key: key_id } = options
        const query = queryString({ group_by, from, to, key_id })
        const body = await ask<UsageSummary>('GET', `/api/usage${query}`)
        const names = group_by === 'key' && !options.json ? await namesOfKeys(ask) : null
        const text = (summary: UsageSummary) => usageText(group_by, summary, names)
        show(commandLine, options, { body, text })
      }),
    )
}

/** By the id of the key. */
type Names = ReadonlyMap<string | null, string>

async function namesOfKeys(ask: Ask): Promise<Names> {
  return new Map((await listKeys(ask)).data.map(({ id, name }) => [id, name]))
}

function usageText(groupedBy: string, { data, total }: UsageSummary, names: Names | null): string {
  if (data.length === 0) return textTable(data, [])
  const group: Column<UsageObject> = {
    heading: groupedBy.toUpperCase(),
    value: (row) => (row === total ? 'TOTAL' : row.group),
  }
  const name: Column<UsageObject> = {
    heading: 'NAME',
    value: (row) => names?.get(row.group) ?? null,
  }
  return textTable([...data, total], [group, ...(names === null ? [] : [name]), ...sums])
}

const sums: readonly Column<UsageObject>[] = [
  { heading: 'REQUESTS', value: ({ requests }) => requests },
  { heading: 'INPUT', value: ({ input_tokens }) => input_tokens },
  { heading: 'CACHED', value: ({ cached_input_tokens }) => cached_input_tokens },
  { heading: 'OUTPUT', value: ({ output_tokens }) => output_tokens },
  { heading: 'REASONING', value: ({ reasoning_tokens }) => reasoning_tokens },
  { heading: 'UNPRICED', value: ({ unpriced_requests }) => unpriced_requests },
  { heading: 'COST', value: ({ cost_usd }) => dollars(cost_usd) },
]
