import * as z from 'zod'
import { outputContracts, runParameters, snippetFields } from './actions.ts'
import { languages } from './languages.ts'
import { pageQuery } from './page.ts'
import { requestObject } from './requests.ts'
import { identifier, line, modelName } from './scalars.ts'

/** Runs that belong together, e.g. of the same snippet by several models. The page makes the id. */
const runGroup = z
  .strictObject({
    id: z
      .string()
      .max(64)
      .regex(/^group_[0-9a-z]{8,}$/),
    position: z.int().min(0).max(3),
  })
  .readonly()

/** `POST /api/runs`: runs an action; the answer is a stream of events. */
export const createRunBody = z.strictObject({
  action_id: identifier,
  /** Null or absent takes the newest. */
  action_version: z.int().min(1).nullish(),
  ...snippetFields,
  /** Null or absent takes the action's own, or its tier's. */
  model: modelName.nullish(),
  /** Win over the action's own, field by field. */
  parameters: runParameters.default({}),
  group: runGroup.nullish(),
})
export type CreateRunBody = z.output<typeof createRunBody>

/** `GET /api/runs` */
export const runsQuery = pageQuery.extend({
  /** Words in the snippet, in the answer, in the action's name or in the model's. */
  q: line(200).optional(),
  action_id: identifier.optional(),
  model: modelName.optional(),
  group_id: identifier.optional(),
})
export type RunsQuery = z.output<typeof runsQuery>

const runFields = {
  id: z.string(),
  created_at: z.int(),
  ended_at: z.int().nullable(),
  /**
   * `settling`: the answer has ended and its cost is still being counted, e.g. after Stop. `lost`: the
   * server died in the middle.
   */
  status: z.enum(['running', 'settling', 'ended', 'lost']),
  action: z
    .object({
      id: z.string(),
      slug: z.string(),
      version: z.int(),
      name: z.string(),
      output: z.enum(outputContracts),
    })
    .readonly(),
  language: z.string(),
  file_name: z.string().nullable(),
  answer_language: z.enum(languages),
  /** The model that was asked for: by the person, by the action, or by its tier. */
  model: z.string(),
  parameters: runParameters,
  group: runGroup.nullable(),
  request_id: z.string(),
  /** Why there is no answer, or no whole one. */
  error: z.object({ code: z.string().nullable(), message: z.string() }).readonly().nullable(),
  /** The row of the request log: verdict, tokens, cost and times. Null until the call is settled. */
  receipt: requestObject.nullable(),
}

export const runSummaryObject = z
  .object({
    ...runFields,
    object: z.literal('run_summary'),
    /** The first 200 characters. */
    code_excerpt: z.string(),
    answer_excerpt: z.string(),
  })
  .readonly()
  .meta({ id: 'RunSummary' })
export type RunSummaryObject = z.output<typeof runSummaryObject>

export const runObject = z
  .object({
    ...runFields,
    object: z.literal('run'),
    code: z.string(),
    /** One for each of `n`; what has come of it so far. */
    answers: z
      .array(z.object({ text: z.string(), finish_reason: z.string().nullable() }).readonly())
      .readonly(),
  })
  .readonly()
  .meta({ id: 'Run' })
export type RunObject = z.output<typeof runObject>

/** What a run would cost. `POST /api/runs/estimate` takes the same body as `POST /api/runs`. */
export const runEstimateObject = z
  .object({
    object: z.literal('run_estimate'),
    model: z.string(),
    provider: z.string().nullable(),
    is_simulated: z.boolean(),
    /** Counted with the o200k tokenizer; other vendors' counts differ by some percent. */
    input_tokens: z.int(),
    output_tokens: z
      .object({
        min: z.int(),
        /** What such an action usually writes about such a snippet. */
        likely: z.int(),
        max: z.int(),
      })
      .readonly(),
    /** Null where the price is unknown. */
    cost_usd: z
      .object({ min: z.number(), likely: z.number(), max: z.number() })
      .readonly()
      .nullable(),
    /** Whether the prompt fits into the model's context, as far as that is known. */
    fits_context: z.boolean().nullable(),
  })
  .readonly()
  .meta({ id: 'RunEstimate' })
export type RunEstimateObject = z.output<typeof runEstimateObject>
