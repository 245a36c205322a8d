import type { CreatedKeyObject, KeyObject } from '@llavero/protocol/control/keys.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import { Option } from 'commander'
import type { Command } from 'commander'
import { show, withAdminApi } from './command-line.ts'
import type { Ask, CommandLine, JsonOption } from './command-line.ts'
import { readDate, readList, readNumber } from './option-values.ts'
import { dollars, textTable, utcTime } from './text-table.ts'
import type { Column } from './text-table.ts'

interface CreateOptions extends JsonOption {
  readonly name: string
  readonly budgetUsd?: number
  readonly budgetWindow: string
  readonly rpm?: number
  readonly tpm?: number
  readonly models?: string[]
  readonly endpoints?: string[]
  readonly expires?: number
}

/** `llavero keys …` */
export function addKeyCommands(program: Command, commandLine: CommandLine): void {
  const keys = program.command('keys').description('hand out, list, rotate and revoke API keys')
  addCreate(keys, commandLine)
  addList(keys, commandLine)
  addRotate(keys, commandLine)
  addRevoke(keys, commandLine)
}

function addCreate(keys: Command, commandLine: CommandLine): void {
  const window = new Option('--budget-window <window>', 'when the budget begins anew')
  keys
    .command('create')
    .description('make a key; it is shown this once')
    .requiredOption('--name <name>', 'what the key is for')
    .option('--budget-usd <amount>', 'what it may spend, in US dollars', readNumber)
    .addOption(window.choices(['total', 'month', 'day']).default('total'))
    .option('--rpm <count>', 'requests per minute', readNumber)
    .option('--tpm <count>', 'tokens per minute', readNumber)
    .option('--models <names>', 'allowed models, e.g. gpt-4o-mini,sim-*', readList)
    .option('--endpoints <names>', 'allowed endpoints, e.g. chat,models', readList)
    .option('--expires <date>', 'last moment of use, e.g. 2027-01-31T18:00:00Z', readDate)
    .option('--json', 'print one JSON object')
    .action((options: CreateOptions) =>
      withAdminApi(commandLine, async (ask) => {
        const body = await ask<CreatedKeyObject>('POST', '/api/keys', createBody(options))
        show(commandLine, options, { body, text: createdText })
      }),
    )
}

function addList(keys: Command, commandLine: CommandLine): void {
  keys
    .command('list')
    .description('show all keys, newest first')
    .option('--json', 'print one JSON object')
    .action((options: JsonOption) =>
      withAdminApi(commandLine, async (ask) => {
        const body = await listKeys(ask)
        show(commandLine, options, { body, text: ({ data }) => textTable(data, columns) })
      }),
    )
}

function addRotate(keys: Command, commandLine: CommandLine): void {
  keys
    .command('rotate')
    .description('give a key a new secret; it is shown this once')
    .argument('<id>', 'the id that `keys list` shows')
    .option('--grace-hours <hours>', 'how long the former secret works, at most 24', readNumber, 24)
    .option('--json', 'print one JSON object')
    .action((id: string, options: JsonOption & { readonly graceHours: number }) =>
      withAdminApi(commandLine, async (ask) => {
        const path = `/api/keys/${encodeURIComponent(id)}/rotate`
        const grace_seconds = Math.round(options.graceHours * 3600)
        const body = await ask<CreatedKeyObject>('POST', path, { grace_seconds })
        show(commandLine, options, { body, text: rotatedText })
      }),
    )
}

function addRevoke(keys: Command, commandLine: CommandLine): void {
  keys
    .command('revoke')
    .description('end a key for good')
    .argument('<id>', 'the id that `keys list` shows')
    .option('--json', 'print one JSON object')
    .action((id: string, options: JsonOption) =>
      withAdminApi(commandLine, async (ask) => {
        const path = `/api/keys/${encodeURIComponent(id)}/revoke`
        const body = await ask<KeyObject>('POST', path)
        show(commandLine, options, { body, text: (key) => `Revoked ${key.id} (${key.name}).` })
      }),
    )
}

function createBody(options: CreateOptions): object {
  return {
    name: options.name,
    budget_usd: options.budgetUsd,
    budget_window: options.budgetWindow,
    rpm: options.rpm,
    tpm: options.tpm,
    models: options.models,
    endpoints: options.endpoints,
    expires_at: options.expires,
  }
}

function createdText({ id, name, key }: CreatedKeyObject): string {
  return `${key}\n\nThis is the key ${id} (${name}). Keep it now: it is not shown again.`
}

function rotatedText(key: CreatedKeyObject): string {
  const end = utcTime(key.previous_ends_at)
  return `${createdText(key)}\nThe one that ends in ${key.previous_last_four} works until ${end} UTC.`
}

/** Every page in one list. */
export async function listKeys(ask: Ask): Promise<Page<KeyObject>> {
  const data: KeyObject[] = []
  let next: string | null = null
  do {
    const before: string = next === null ? '' : `&before=${encodeURIComponent(next)}`
    const page: Page<KeyObject> = await ask('GET', `/api/keys?limit=200${before}`)
    data.push(...page.data)
    next = page.next
  } while (next !== null)
  return { object: 'list', data, has_more: false, next: null }
}

const columns: readonly Column<KeyObject>[] = [
  { heading: 'ID', value: ({ id }) => id },
  { heading: 'NAME', value: ({ name }) => name },
  { heading: 'ENDS IN', value: ({ last_four }) => last_four },
  { heading: 'MODELS', value: ({ models }) => models?.join(',') ?? 'all' },
  { heading: 'SPENT', value: ({ spent_usd }) => dollars(spent_usd) },
  { heading: 'BUDGET', value: budgetText },
  { heading: 'RPM', value: ({ rpm }) => rpm },
  { heading: 'TPM', value: ({ tpm }) => tpm },
  { heading: 'LAST USED', value: ({ last_used_at }) => utcTime(last_used_at) },
  {
    heading: 'STATE',
    value: (key) => [stateText(key), formerText(key)].filter((text) => text !== null).join('; '),
  },
]

function budgetText({ budget_usd, budget_window }: KeyObject): string | null {
  if (budget_usd === null) return null
  return `${dollars(budget_usd)}${budget_window === 'total' ? '' : ` a ${budget_window}`}`
}

/** Of the secret before the last rotation, while it works. */
function formerText(key: KeyObject): string | null {
  const { previous_ends_at: end, previous_last_used_at: used } = key
  if (end === null || key.revoked_at !== null || end * 1000 <= Date.now()) return null
  const use = used === null ? 'not used since' : `last used ${utcTime(used)}`
  return `former …${key.previous_last_four} until ${utcTime(end)}, ${use}`
}

function stateText({ revoked_at, expires_at }: KeyObject): string {
  if (revoked_at !== null) return `revoked ${utcTime(revoked_at)}`
  if (expires_at === null) return 'active'
  const hasExpired = expires_at * 1000 <= Date.now()
  return `${hasExpired ? 'expired' : 'until'} ${utcTime(expires_at)}`
}
