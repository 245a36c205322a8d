import type { Page } from '@llavero/protocol/control/page.ts'
import type { PriceObject } from '@llavero/protocol/control/prices.ts'
import { type Command, InvalidArgumentError } from 'commander'
import { show, withAdminApi } from './command-line.ts'
import type { CommandLine, JsonOption } from './command-line.ts'
import { readNumber } from './option-values.ts'
import { dollars, textTable } from './text-table.ts'
import type { Column } from './text-table.ts'

interface SetOptions extends JsonOption {
  readonly input: number
  readonly cachedInput?: number
  readonly output: number
  readonly imageInput?: number
  readonly imageOutput?: number
  readonly characters?: number
  readonly audioMinute?: number
  readonly image?: Readonly<Record<string, number>>
  readonly source: string
  readonly asOf?: string
}

/** `llavero prices …` */
export function addPriceCommands(program: Command, commandLine: CommandLine): void {
  const prices = program.command('prices').description('what models cost')
  addSet(prices, commandLine)
  addList(prices, commandLine)
  addRemove(prices, commandLine)
}

function addSet(prices: Command, commandLine: CommandLine): void {
  prices
    .command('set')
    .description('set the price of a model, in US dollars; it wins over the built-in table')
    .argument('<model>', 'its name at the provider')
    .requiredOption('--input <usd>', 'a million tokens of input', readNumber)
    .requiredOption('--output <usd>', 'a million tokens of output', readNumber)
    .option('--cached-input <usd>', 'a million tokens of cached input', readNumber)
    .option('--image-input <usd>', 'a million tokens of pictures that are read', readNumber)
    .option('--image-output <usd>', 'a million tokens of pictures that are made', readNumber)
    .option('--image <kind=usd>', 'one picture, e.g. "hd 1024x1792=0.12"; repeatable', readImage)
    .option('--characters <usd>', 'a million characters to be spoken', readNumber)
    .option('--audio-minute <usd>', 'a minute of sound that is listened to', readNumber)
    .requiredOption('--source <text>', 'where the price was read')
    .option('--as-of <day>', 'the day on which it was read, e.g. 2026-11-20; today without it')
    .option('--json', 'print one JSON object')
    .action((model: string, options: SetOptions) =>
      withAdminApi(commandLine, async (ask) => {
        const body = await ask<PriceObject>('PUT', '/api/prices', setBody(model, options))
        show(commandLine, options, { body, text: () => `Set the price of ${model}.` })
      }),
    )
}

function addList(prices: Command, commandLine: CommandLine): void {
  prices
    .command('list')
    .description('show all prices')
    .option('--json', 'print one JSON object')
    .action((options: JsonOption) =>
      withAdminApi(commandLine, async (ask) => {
        const body = await ask<Page<PriceObject>>('GET', '/api/prices')
        show(commandLine, options, { body, text: ({ data }) => textTable(data, columns) })
      }),
    )
}

function addRemove(prices: Command, commandLine: CommandLine): void {
  prices
    .command('remove')
    .description('take a price of your own back')
    .argument('<model>', 'its name at the provider')
    .option('--json', 'print one JSON object')
    .action((model: string, options: JsonOption) =>
      withAdminApi(commandLine, async (ask) => {
        const body = await ask<object>('DELETE', `/api/prices/${encodeURIComponent(model)}`)
        show(commandLine, options, { body, text: () => `Removed the price of ${model}.` })
      }),
    )
}

function setBody(model: string, options: SetOptions): object {
  const media = {
    image_input_usd_per_million: options.imageInput,
    image_output_usd_per_million: options.imageOutput,
    usd_per_million_characters: options.characters,
    usd_per_audio_minute: options.audioMinute,
    usd_per_image: options.image,
  }
  const hasMedia = Object.values(media).some((rate) => rate !== undefined)
  return {
    model,
    input_usd_per_million: options.input,
    cached_input_usd_per_million: options.cachedInput,
    output_usd_per_million: options.output,
    ...(hasMedia && { media }),
    source: options.source,
    as_of: options.asOf ?? new Date().toISOString().slice(0, 10),
  }
}

/** `kind=usd`, once for each kind. */
function readImage(
  text: string,
  known: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const at = text.lastIndexOf('=')
  if (at < 1) throw new InvalidArgumentError('Not a kind and a price such as 1024x1024=0.04.')
  return { ...known, [text.slice(0, at)]: readNumber(text.slice(at + 1)) }
}

const columns: readonly Column<PriceObject>[] = [
  { heading: 'MODEL', value: ({ model }) => model },
  { heading: 'INPUT', value: ({ input_usd_per_million: rate }) => dollars(rate) },
  { heading: 'CACHED', value: ({ cached_input_usd_per_million: rate }) => rate && dollars(rate) },
  { heading: 'OUTPUT', value: ({ output_usd_per_million: rate }) => dollars(rate) },
  { heading: 'BESIDES', value: mediaText },
  { heading: 'AS OF', value: ({ as_of }) => as_of },
  {
    heading: 'SOURCE',
    value: ({ is_override, source }) => (is_override ? `own: ${source}` : source),
  },
]

/** What is not charged by tokens of text and sound. */
function mediaText({ media }: PriceObject): string | null {
  if (media === null) return null
  const units = [
    [media.usd_per_million_characters, '/1M characters'],
    [media.usd_per_audio_minute, '/minute'],
    [Math.max(0, ...Object.values(media.usd_per_image)), '/picture at most'],
  ] as const
  const charged = units.filter(([rate]) => rate > 0).map(([rate, unit]) => dollars(rate) + unit)
  return charged.length === 0 ? 'tokens of pictures' : charged.join(', ')
}
