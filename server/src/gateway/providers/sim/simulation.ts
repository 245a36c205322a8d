/** Latency and faults on demand, from the header `x-llavero-sim` and the body's `simulation` object. */
import { GatewayError } from '@llavero/protocol/errors.ts'
import { simulatedStatuses } from './simulated-refusal.ts'
import { maxCallTokens } from './workload.ts'

export interface Simulation {
  /** How long the first token takes. */
  readonly firstTokenMs: number
  /** Null as fast as it goes. */
  readonly tokensPerSecond: number | null
  /** The HTTP status of a refusal instead of an answer. */
  readonly status: number | null
  /** What a refusal says in `retry-after`. */
  readonly retryAfterMs: number | null
  /** The connection closes after so many events, without a word. */
  readonly cutAfter: number | null
  /** Silence for ever after so many events. */
  readonly stallAfter: number | null
  /** One event that is no JSON after so many events. */
  readonly garbageAfter: number | null
  /** The exact length of a text answer, in tokens. */
  readonly tokens: number | null
  /** The text to answer with, over and over when `tokens` asks for more. */
  readonly repeat: string | null
}

const maxDelayMs = 600_000
const maxRepeatLength = 1_000

/** How each knob is read: the value that it sets, or a GatewayError that names it. */
const knobs = {
  first_token_ms: ['firstTokenMs', wholeNumber(0, maxDelayMs)],
  tokens_per_second: ['tokensPerSecond', decimal(0.1, 1_000_000)],
  status: ['status', oneOf(simulatedStatuses)],
  retry_after_ms: ['retryAfterMs', wholeNumber(0, 86_400_000)],
  cut_after: ['cutAfter', wholeNumber(0, 1_000_000)],
  stall_after: ['stallAfter', wholeNumber(0, 1_000_000)],
  garbage_after: ['garbageAfter', wholeNumber(0, 1_000_000)],
  tokens: ['tokens', wholeNumber(1, maxCallTokens)],
  repeat: ['repeat', shortText],
} as const satisfies Record<string, readonly [keyof Simulation, Read]>

type Read = (value: unknown, param: string) => Simulation[keyof Simulation]

const untouched: Simulation = {
  firstTokenMs: 0,
  tokensPerSecond: null,
  status: null,
  retryAfterMs: null,
  cutAfter: null,
  stallAfter: null,
  garbageAfter: null,
  tokens: null,
  repeat: null,
}

/**
 * Reads what a call asks the simulator to do; the header wins where both name a knob. Throws a
 * GatewayError that names the field for an unknown knob or an unusable value.
 */
export function parseSimulation(header: string | null, parameter: unknown): Simulation {
  const fromBody = readKnobs(bodyEntries(parameter), 'simulation')
  const fromHeader = readKnobs(headerEntries(header ?? ''), 'x-llavero-sim')
  return { ...untouched, ...fromBody, ...fromHeader }
}

type Entry = readonly [name: string, value: unknown]

function bodyEntries(parameter: unknown): readonly Entry[] {
  if (parameter === undefined || parameter === null) return []
  if (typeof parameter === 'object' && !Array.isArray(parameter)) return Object.entries(parameter)
  throw new GatewayError('invalid_type', "Invalid type for 'simulation': expected an object.", {
    param: 'simulation',
  })
}

/** `name=value;name=value` */
function headerEntries(header: string): readonly Entry[] {
  const pairs = header.split(';').filter((pair) => pair.trim() !== '')
  return pairs.map((pair) => {
    const [name = '', ...value] = pair.split('=')
    return [name.trim(), value.join('=').trim()]
  })
}

function readKnobs(entries: readonly Entry[], place: string): Partial<Simulation> {
  const settings = entries.map(([name, value]) => {
    const param = `${place}.${name.slice(0, 64)}`
    if (!isKnob(name)) {
      const known = Object.keys(knobs).join(', ')
      const message = `Unknown parameter: '${param}'. The simulator knows: ${known}.`
      throw new GatewayError('unknown_parameter', message, { param })
    }
    const [setting, read] = knobs[name]
    return [setting, read(value, param)]
  })
  return Object.fromEntries(settings)
}

function isKnob(name: string): name is keyof typeof knobs {
  return Object.hasOwn(knobs, name)
}

function wholeNumber(min: number, max: number): (value: unknown, param: string) => number {
  const read = decimal(min, max)
  return (value, param) => {
    const number = read(value, param)
    if (!Number.isInteger(number)) throw invalid(param, 'a whole number')
    return number
  }
}

function decimal(min: number, max: number): (value: unknown, param: string) => number {
  return (value, param) => {
    // A header carries text only.
    const number = typeof value === 'string' && value !== '' ? Number(value) : value
    if (typeof number === 'number' && number >= min && number <= max) return number
    throw invalid(param, `a number from ${min} to ${max}`)
  }
}

function oneOf(choices: readonly number[]): (value: unknown, param: string) => number {
  return (value, param) => {
    const number = typeof value === 'string' ? Number(value) : value
    const choice = choices.find((candidate) => candidate === number)
    if (choice === undefined) throw invalid(param, `one of ${choices.join(', ')}`)
    return choice
  }
}

function shortText(value: unknown, param: string): string {
  const isText = typeof value === 'string' && value !== '' && value.length <= maxRepeatLength
  if (isText) return value
  throw invalid(param, `a text of 1 to ${maxRepeatLength} characters`)
}

function invalid(param: string, expected: string): GatewayError {
  return new GatewayError('invalid_value', `Invalid '${param}': expected ${expected}.`, { param })
}
