import type { ParamMap, Params } from '@angular/router'

export const roles = ['system', 'user', 'assistant'] as const
export type Role = (typeof roles)[number]

export interface DraftMessage {
  readonly role: Role
  readonly content: string
}

export type LogitBias = Readonly<Record<string, number>>

/** The parameters of a request as they are being tried; null leaves one to the model. */
export interface DraftParameters {
  readonly temperature: number | null
  readonly top_p: number | null
  readonly n: number | null
  readonly max_tokens: number | null
  readonly frequency_penalty: number | null
  readonly presence_penalty: number | null
  readonly seed: number | null
  /** How many alternatives of each token are told, 0–20; null tells no probabilities at all. */
  readonly top_logprobs: number | null
  /** Token id → −100 … 100. */
  readonly logit_bias: LogitBias
  /** At most four. */
  readonly stop: readonly string[]
  readonly response_format: 'text' | 'json_object'
}

export const untouched: DraftParameters = {
  temperature: null,
  top_p: null,
  n: null,
  max_tokens: null,
  frequency_penalty: null,
  presence_penalty: null,
  seed: null,
  top_logprobs: null,
  logit_bias: {},
  stop: [],
  response_format: 'text',
}

/** What the API takes for a parameter that is not sent. */
export const defaults = {
  temperature: 1,
  top_p: 1,
  n: 1,
  frequency_penalty: 0,
  presence_penalty: 0,
} as const

export const presets = {
  precise: { temperature: 0.2, top_p: 1, frequency_penalty: 0, presence_penalty: 0 },
  balanced: { temperature: 0.7, top_p: 1, frequency_penalty: 0, presence_penalty: 0 },
  creative: { temperature: 1.2, top_p: 0.95, frequency_penalty: 0.3, presence_penalty: 0.3 },
} as const
export type Preset = keyof typeof presets

/** The preset whose every value stands, if any. */
export function presetOf(parameters: DraftParameters): Preset | null {
  const names = Object.keys(presets) as Preset[]
  const isSet = (name: Preset) =>
    Object.entries(presets[name]).every(
      ([parameter, value]) => valueOf(parameters, parameter as keyof typeof defaults) === value,
    )
  return names.find(isSet) ?? null
}

export function valueOf(parameters: DraftParameters, name: keyof typeof defaults): number {
  return parameters[name] ?? defaults[name]
}

/** The documentation says to move one of the two: together their effects are hard to tell apart. */
export function movesBoth(parameters: DraftParameters): boolean {
  return valueOf(parameters, 'temperature') !== 1 && valueOf(parameters, 'top_p') !== 1
}

/** The request for the chat API: only what was set, and nothing that the model cannot take. */
export function bodyOf(
  model: string,
  messages: readonly DraftMessage[],
  parameters: DraftParameters,
  refused: ReadonlySet<string>,
): Record<string, unknown> & {
  readonly model: string
  readonly messages: readonly DraftMessage[]
} {
  const { stop, response_format: format, logit_bias: bias, top_logprobs, ...numbers } = parameters
  const set = Object.entries(numbers).filter(
    ([name, value]) => value !== null && !refused.has(name),
  )
  return {
    model,
    messages: messages.filter(({ content }) => content.trim() !== ''),
    ...Object.fromEntries(set),
    ...(top_logprobs !== null && !refused.has('logprobs') && { logprobs: true, top_logprobs }),
    ...(Object.keys(bias).length > 0 && !refused.has('logit_bias') && { logit_bias: bias }),
    ...(stop.length > 0 && !refused.has('stop') && { stop: [...stop] }),
    ...(format !== 'text' &&
      !refused.has('response_format') && { response_format: { type: format } }),
  }
}

const numberNames = [
  'temperature',
  'top_p',
  'n',
  'max_tokens',
  'frequency_penalty',
  'presence_penalty',
  'seed',
  'top_logprobs',
] as const

/** The parameters in the address of the screen; what is not a number there is left out. */
export function parametersIn(params: ParamMap): DraftParameters {
  const numbers = numberNames.map((name) => {
    const text = params.get(name)
    const value = text === null || text === '' ? Number.NaN : Number(text)
    return [name, Number.isFinite(value) ? value : null]
  })
  return {
    ...untouched,
    ...Object.fromEntries(numbers),
    logit_bias: biasIn(params.getAll('logit_bias')),
    stop: params.getAll('stop').slice(0, 4),
    response_format: params.get('response_format') === 'json_object' ? 'json_object' : 'text',
  }
}

/** One token and its bias, as `1234:-100`; null where it is none. */
export function biasOf(text: string): readonly [token: string, bias: number] | null {
  const [, token, bias] = /^\s*(\d{1,6})\s*:\s*([+-]?\d{1,3})\s*$/.exec(text) ?? []
  if (token === undefined || Math.abs(Number(bias)) > 100) return null
  return [token, Number(bias)]
}

function biasIn(texts: readonly string[]): LogitBias {
  return Object.fromEntries(texts.map(biasOf).filter((bias) => bias !== null))
}

/** The other way round, for a link that brings somebody to the same settings. */
export function addressOf(model: string, parameters: DraftParameters): Params {
  const { stop, response_format: format, logit_bias: bias, ...numbers } = parameters
  const biases = Object.entries(bias).map(([token, value]) => `${token}:${value}`)
  return {
    model: model === '' ? null : model,
    ...numbers,
    logit_bias: biases.length === 0 ? null : biases,
    stop: stop.length === 0 ? null : [...stop],
    response_format: format === 'text' ? null : format,
  }
}
