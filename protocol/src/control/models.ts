import * as z from 'zod'
import { mediaPrice } from './prices.ts'

/** Why a model cannot take a parameter, for the page to say in the reader's language. */
export const parameterRefusals = [
  /** Reasoning models choose their own sampling. */
  'reasoning_model',
  /** Only when `reasoning_effort` is `none`. */
  'only_without_reasoning',
  /** The vendor's API has no such parameter. */
  'unknown_to_vendor',
  /** The simulator answers code by rules, without sampling. */
  'rule_based',
  /** Only models that reason take it. */
  'no_reasoning_model',
] as const

export const tunableParameters = [
  'temperature',
  'top_p',
  'n',
  'max_tokens',
  'frequency_penalty',
  'presence_penalty',
  'stop',
  'seed',
  'logit_bias',
  'logprobs',
  'reasoning_effort',
  'response_format',
] as const
export type TunableParameter = (typeof tunableParameters)[number]

export const modelTrades = [
  'text',
  'embeddings',
  'images',
  'speech',
  'transcription',
  'moderation',
  'other',
] as const
export type ModelTrade = (typeof modelTrades)[number]

const parameterSupport = z
  .object({
    is_allowed: z.boolean(),
    /** Null where it is allowed. */
    reason: z.enum(parameterRefusals).nullable(),
  })
  .readonly()

const support = z.enum(['yes', 'no', 'unknown'])

const parameters: Record<TunableParameter, typeof parameterSupport> = {
  temperature: parameterSupport,
  top_p: parameterSupport,
  n: parameterSupport,
  max_tokens: parameterSupport,
  frequency_penalty: parameterSupport,
  presence_penalty: parameterSupport,
  stop: parameterSupport,
  seed: parameterSupport,
  logit_bias: parameterSupport,
  logprobs: parameterSupport,
  reasoning_effort: parameterSupport,
  response_format: parameterSupport,
}

/** One model, by the name that calls it or by that at its provider, as the parameters panel needs it. */
export const modelCardObject = z
  .object({
    id: z.string(),
    object: z.literal('model_card'),
    /** Null for a route that leads to several providers. */
    provider: z
      .object({ id: z.string(), name: z.string(), vendor: z.string() })
      .readonly()
      .nullable(),
    /** What it is made for; only models of `text` answer chats, and so code actions. */
    trade: z.enum(modelTrades),
    /** Whether the name is a route of ours. */
    is_route: z.boolean(),
    /** Whether the simulator answers: to be labelled SIMULATED. */
    is_simulated: z.boolean(),
    /** Whether the provider is a server on this machine or network: to be labelled LOCAL. */
    is_local: z.boolean(),
    /** US dollars; null where the price is unknown. */
    price: z
      .object({
        model: z
          .string()
          .describe('As it is listed: the family, where a snapshot has no price of its own.'),
        input_usd_per_million: z.number(),
        cached_input_usd_per_million: z.number(),
        output_usd_per_million: z.number(),
        media: mediaPrice.nullable().describe('Null where tokens of text and sound are all.'),
        source: z.string(),
        as_of: z.string(),
        is_override: z.boolean(),
      })
      .readonly()
      .nullable(),
    /** Input and output together; null where the vendor does not say. */
    context_tokens: z.int().nullable(),
    max_output_tokens: z.int().nullable(),
    /** What it can take and make. `unknown`: nobody told us, so it may be tried. */
    abilities: z
      .object({
        vision: support,
        audio: support,
        tools: support,
        json_object: support,
        json_schema: support,
        reasoning: support,
      })
      .readonly(),
    parameters: z.object(parameters).readonly(),
  })
  .readonly()
  .meta({ id: 'ModelCard' })
export type ModelCardObject = z.output<typeof modelCardObject>
