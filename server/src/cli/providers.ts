import type { Page } from '@llavero/protocol/control/page.ts'
import type {
  LocalServerObject,
  ProviderProbeObject,
} from '@llavero/protocol/control/provider-probe.ts'
import type { ProviderObject } from '@llavero/protocol/control/providers.ts'
import type { Command } from 'commander'
import { CommandFailure, show, withAdminApi } from './command-line.ts'
import type { Ask, CommandLine, JsonOption } from './command-line.ts'
import { readSecret } from './secret-file.ts'
import { textTable } from './text-table.ts'
import type { Column } from './text-table.ts'

interface AddOptions extends JsonOption {
  readonly name: string
  readonly baseUrl: string
  readonly vendor: string
  readonly keyFile?: string
  readonly fetchImages?: boolean
  readonly passBatches?: boolean
  readonly default?: boolean
  readonly probe: boolean
}

/** `llavero providers …` */
export function addProviderCommands(program: Command, commandLine: CommandLine): void {
  const providers = program.command('providers').description('where model calls can go')
  addAdd(providers, commandLine)
  addList(providers, commandLine)
  addRemove(providers, commandLine)
  addDetect(providers, commandLine)
}

function addAdd(providers: Command, commandLine: CommandLine): void {
  providers
    .command('add')
    .description('add a provider that speaks the OpenAI API, after a test of address and key')
    .requiredOption('--name <name>', 'what to call it')
    .requiredOption('--base-url <url>', 'e.g. https://api.openai.com/v1')
    .option('--vendor <vendor>', 'decides which prices apply', 'openai')
    .option('--key-file <path>', 'file with its API key; - reads standard input')
    .option('--fetch-images', 'fetch pictures in messages for it: it takes no addresses')
    .option('--pass-batches', 'pass batches of its models to it, instead of sending each line')
    .option('--default', 'send it all models that no route knows')
    .option('--no-probe', 'save it without the test')
    .option('--json', 'print one JSON object')
    .action((options: AddOptions) =>
      withAdminApi(commandLine, async (ask) => {
        const body = await add(ask, options)
        show(commandLine, options, { body, text: addedText })
      }),
    )
}

function addList(providers: Command, commandLine: CommandLine): void {
  providers
    .command('list')
    .description('show all providers')
    .option('--json', 'print one JSON object')
    .action((options: JsonOption) =>
      withAdminApi(commandLine, async (ask) => {
        const body = await ask<Page<ProviderObject>>('GET', '/api/providers')
        show(commandLine, options, { body, text: ({ data }) => textTable(data, providerColumns) })
      }),
    )
}

function addRemove(providers: Command, commandLine: CommandLine): void {
  providers
    .command('remove')
    .description('remove a provider and its key')
    .argument('<id>', 'the id that `providers list` shows')
    .option('--json', 'print one JSON object')
    .action((id: string, options: JsonOption) =>
      withAdminApi(commandLine, async (ask) => {
        const body = await ask<object>('DELETE', `/api/providers/${encodeURIComponent(id)}`)
        show(commandLine, options, { body, text: () => `Removed ${id}.` })
      }),
    )
}

function addDetect(providers: Command, commandLine: CommandLine): void {
  providers
    .command('detect')
    .description('look for model servers on this machine')
    .option('--json', 'print one JSON object')
    .action((options: JsonOption) =>
      withAdminApi(commandLine, async (ask) => {
        const body = await ask<Page<LocalServerObject>>('GET', '/api/local-servers')
        show(commandLine, options, { body, text: ({ data }) => textTable(data, localColumns) })
      }),
    )
}

async function add(ask: Ask, options: AddOptions): Promise<ProviderObject> {
  const door = {
    base_url: options.baseUrl,
    api_key: options.keyFile === undefined ? null : readSecret(options.keyFile),
  }
  if (options.probe) {
    const probe = await ask<ProviderProbeObject>('POST', '/api/providers/probe', door)
    if (probe.outcome !== 'ok') {
      const why = probe.message.replace(/\.$/, '')
      throw CommandFailure.because(`${why}. To save it all the same, add --no-probe.`)
    }
  }
  const { name, vendor } = options
  const body = {
    ...door,
    name,
    vendor,
    is_default: options.default ?? false,
    image_urls: options.fetchImages === true ? 'fetch' : 'pass',
    batches: options.passBatches === true ? 'passed' : 'executed',
  }
  return ask('POST', '/api/providers', body)
}

function addedText({ id, name, models }: ProviderObject): string {
  return `Added ${id} (${name}) with ${models.length} models.`
}

const providerColumns: readonly Column<ProviderObject>[] = [
  { heading: 'ID', value: ({ id }) => id },
  { heading: 'NAME', value: ({ name }) => name },
  { heading: 'VENDOR', value: ({ vendor }) => vendor },
  { heading: 'BASE URL', value: ({ base_url }) => base_url },
  { heading: 'KEY ENDS IN', value: ({ api_key_last_four }) => api_key_last_four },
  { heading: 'MODELS', value: ({ models }) => models.length },
  { heading: 'STATE', value: stateText },
]

function stateText({ is_enabled, is_default }: ProviderObject): string {
  if (!is_enabled) return 'off'
  return is_default ? 'default' : 'on'
}

const localStates: Record<LocalServerObject['state'], string> = {
  found: 'found',
  without_model: 'running without a model',
  not_running: 'not running',
}

const localColumns: readonly Column<LocalServerObject>[] = [
  { heading: 'SERVER', value: ({ name }) => name },
  { heading: 'BASE URL', value: ({ base_url }) => base_url },
  { heading: 'STATE', value: ({ state }) => localStates[state] },
  { heading: 'MODELS', value: ({ models }) => models.join(',') || null },
]
