import * as z from 'zod'
import { languages } from './languages.ts'
import { displayName, identifier, line, modelName, text } from './scalars.ts'

/** The longest snippet, in characters. */
export const maxCodeLength = 1_048_576

const maxTemplateLength = 32_768

/** What an answer holds, and so how the page shows it. */
export const outputContracts = ['patch', 'report', 'docs', 'tests'] as const

/** How able a model an action asks for; the settings say which model that is. */
export const modelTiers = ['small', 'balanced', 'large'] as const
export type ModelTier = (typeof modelTiers)[number]

/** A short name for a URL and for the prompt, e.g. `fix-bugs`. */
export const slug = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)

/** What a message says in some languages; the first one that is there, in this order, stands in for a missing one. */
function inLanguages<Value extends z.ZodType>(value: Value) {
  const [en, es, ru, ko] = languages
  return z
    .strictObject({
      [en]: value.optional(),
      [es]: value.optional(),
      [ru]: value.optional(),
      [ko]: value.optional(),
    })
    .refine((texts) => Object.keys(texts).length > 0, {
      error: 'no language. Expected a text in at least one of en, es, ru, ko.',
    })
    .readonly()
}

/** `{{code}}`, `{{codeBlock}}`, `{{language}}`, `{{fileName}}`, `{{answerLanguage}}`, `{{answerLanguageCode}}` and `{{action}}` are filled in. */
const template = text(maxTemplateLength)
export const promptTemplates = inLanguages(
  z.strictObject({ system: template.default(''), user: template.min(1) }).readonly(),
).meta({ id: 'PromptTemplates' })
export type PromptTemplates = z.output<typeof promptTemplates>

/** Sampling parameters, by the names of the chat API; null and absent leave them to the model. */
export const runParameters = z
  .strictObject({
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    /** Tokens that the answer may have; sent under the name that the provider knows. */
    max_tokens: z.int().min(1).max(1_000_000).nullish(),
    frequency_penalty: z.number().min(-2).max(2).nullish(),
    presence_penalty: z.number().min(-2).max(2).nullish(),
    n: z.int().min(1).max(8).nullish(),
    seed: z.int().nullish(),
    stop: z.array(z.string().min(1).max(256)).min(1).max(4).nullish(),
    reasoning_effort: z
      .enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])
      .nullish(),
    response_format: z.strictObject({ type: z.enum(['text', 'json_object']) }).nullish(),
  })
  .readonly()
  .meta({ id: 'RunParameters' })
export type RunParameters = z.output<typeof runParameters>

const actionFields = {
  name: inLanguages(displayName),
  prompts: promptTemplates,
  tier: z.enum(modelTiers),
  output: z.enum(outputContracts),
  /** A model of one's own choice; null or absent takes the tier's. */
  model: modelName.nullish(),
  parameters: runParameters,
}

/** `POST /api/actions` */
export const createActionBody = z.strictObject({
  slug,
  ...actionFields,
  tier: actionFields.tier.default('balanced'),
  parameters: actionFields.parameters.default({}),
})
export type CreateActionBody = z.output<typeof createActionBody>

/** `PATCH /api/actions/{id}`: makes a new version; an absent field stays as it is. */
export const updateActionBody = z.strictObject({
  name: actionFields.name.optional(),
  prompts: actionFields.prompts.optional(),
  tier: actionFields.tier.optional(),
  output: actionFields.output.optional(),
  model: actionFields.model,
  parameters: actionFields.parameters.optional(),
})
export type UpdateActionBody = z.output<typeof updateActionBody>

/** What `GET /api/actions/{id}/export` answers and `POST /api/actions/import` takes. */
export const actionFile = z
  .strictObject({
    object: z.literal('action_file'),
    format: z.literal(1),
    actions: z
      .array(z.strictObject({ slug, ...actionFields }))
      .min(1)
      .max(64)
      .readonly(),
  })
  .readonly()
  .meta({ id: 'ActionFile' })
export type ActionFile = z.output<typeof actionFile>

/** `GET /api/actions/{id}`: the current version, or another one. */
export const actionQuery = z.strictObject({
  version: z.coerce.number().int().min(1).optional(),
})

export const actionObject = z
  .object({
    id: z.string(),
    object: z.literal('action'),
    slug: z.string(),
    version: z.int(),
    /** The newest version; another number than `version` where an old one was asked for. */
    latest_version: z.int(),
    name: actionFields.name,
    prompts: promptTemplates,
    tier: z.enum(modelTiers),
    output: z.enum(outputContracts),
    model: z.string().nullable(),
    parameters: runParameters,
    is_built_in: z.boolean(),
    /** Whether a built-in action was edited: then it can be reset. */
    is_modified: z.boolean(),
    created_at: z.int(),
    /** When this version was made. */
    updated_at: z.int(),
  })
  .readonly()
  .meta({ id: 'Action' })
export type ActionObject = z.output<typeof actionObject>

/** What the placeholders stand for. */
export const snippetFields = {
  code: text(maxCodeLength).min(1),
  /** The snippet's language as people and fences write it, e.g. `typescript`. */
  language: line(64),
  file_name: line(255).nullish(),
  answer_language: z.enum(languages).default('en'),
}

/** `POST /api/actions/preview`: what would be sent, for a saved action or for templates being written. */
export const previewBody = z
  .strictObject({
    action_id: identifier.optional(),
    version: z.int().min(1).optional(),
    prompts: promptTemplates.optional(),
    slug: slug.optional(),
    ...snippetFields,
  })
  .refine(({ action_id, prompts }) => (action_id === undefined) !== (prompts === undefined), {
    error: 'exactly one of action_id and prompts is needed.',
    path: ['action_id'],
  })
export type PreviewBody = z.output<typeof previewBody>

export const previewObject = z
  .object({
    object: z.literal('preview'),
    /** The language whose template was taken. */
    prompt_language: z.enum(languages),
    messages: z
      .array(z.object({ role: z.enum(['system', 'user']), content: z.string() }).readonly())
      .readonly(),
  })
  .readonly()
  .meta({ id: 'Preview' })
export type PreviewObject = z.output<typeof previewObject>
