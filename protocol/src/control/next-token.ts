import * as z from 'zod'
import { text } from './scalars.ts'

/** `POST /api/next-token`: what `sim-mini` would say next, by the very sampler that answers calls. */
export const nextTokenBody = z.strictObject({
  prompt: text(20_000).min(1),
  /** What the answer says already; its tokens count for the penalties. */
  answer: text(4_000).default(''),
  temperature: z.number().min(0).max(2).default(1),
  top_p: z.number().min(0).max(1).default(1),
  frequency_penalty: z.number().min(-2).max(2).default(0),
  presence_penalty: z.number().min(-2).max(2).default(0),
  /** Token id → −100 … 100, as in the chat API. */
  logit_bias: z
    .record(z.string().regex(/^\d{1,6}$/), z.int().min(-100).max(100))
    .default({})
    .refine((bias) => Object.keys(bias).length <= 300, { error: 'more than 300 tokens.' }),
  /** How many of the likeliest tokens are told. */
  top: z.int().min(1).max(100).default(20),
})
export type NextTokenBody = z.output<typeof nextTokenBody>

const nextTokenCandidate = z
  .object({
    /** The token as text; a part of a character as its bytes, `\xec`. `<|endoftext|>` ends the answer. */
    text: z.string(),
    token: z.int(),
    /** The model's own, before any parameter: what `logprobs` would tell. */
    model_probability: z.number(),
    /** After bias, penalties and temperature, before `top_p`. */
    probability: z.number(),
    /** The sum of `probability` over this and all likelier tokens. */
    cumulative: z.number(),
    /** Whether it belongs to the smallest set whose mass reaches `top_p`. */
    is_in_top_p: z.boolean(),
    /** The chance that it is drawn in the end: 0 outside of the set. */
    chance: z.number(),
  })
  .readonly()

export const nextTokenObject = z
  .object({
    object: z.literal('next_token'),
    model: z.literal('sim-mini'),
    /** Likeliest first. */
    data: z.array(nextTokenCandidate).readonly(),
    /** All tokens that the model can say, those of `data` included. */
    vocabulary_size: z.int(),
    /** How many tokens the set of `top_p` has. */
    top_p_size: z.int(),
    /** The sum of `probability` over the tokens that are not in `data`. */
    rest_probability: z.number(),
  })
  .readonly()
  .meta({ id: 'NextToken' })
export type NextTokenObject = z.output<typeof nextTokenObject>
