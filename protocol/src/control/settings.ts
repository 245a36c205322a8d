import * as z from 'zod'
import { type ModelTier, runParameters } from './actions.ts'
import { languages } from './languages.ts'
import { line, modelName } from './scalars.ts'

const tierModels = {
  small: modelName.nullish(),
  balanced: modelName.nullish(),
  large: modelName.nullish(),
} satisfies Record<ModelTier, unknown>

/** `PATCH /api/settings`: an absent field stays as it is, null takes an own choice back. */
export const updateSettingsBody = z.strictObject({
  default_models: z.strictObject(tierModels).optional(),
  stores_content: z.boolean().nullish(),
})
export type UpdateSettingsBody = z.output<typeof updateSettingsBody>

const tierModel = z
  .object({
    /** What somebody chose; null where nobody did. */
    chosen: z.string().nullable(),
    /** What is called in the end. */
    model: z.string(),
  })
  .readonly()

export const settingsObject = z
  .object({
    object: z.literal('settings'),
    /** The model of each tier of the code actions. */
    default_models: z
      .object({ small: tierModel, balanced: tierModel, large: tierModel })
      .readonly(),
    /** Whether requests and answers are kept beside the log rows. */
    stores_content: z.boolean(),
    /** Whether `stores_content` was chosen here, or comes from `LLAVERO_STORE_CONTENT`. */
    is_stores_content_chosen: z.boolean(),
    version: z.string(),
  })
  .readonly()
  .meta({ id: 'Settings' })
export type SettingsObject = z.output<typeof settingsObject>

/** `PATCH /api/preferences`: what the page remembers of one person; null forgets. */
export const updatePreferencesBody = z.strictObject({
  language: z.enum(languages).nullish(),
  theme: z.enum(['light', 'dark', 'system']).nullish(),
  answer_language: z.enum(languages).nullish(),
  /** An IANA name, e.g. `Europe/Madrid`. */
  time_zone: line(64).nullish(),
  /** The model last chosen in the workbench; null leaves it to the action. */
  model: modelName.nullish(),
  parameters: runParameters.nullish(),
})
export type UpdatePreferencesBody = z.output<typeof updatePreferencesBody>

export const preferencesObject = z
  .object({
    object: z.literal('preferences'),
    language: z.enum(languages).nullable(),
    theme: z.enum(['light', 'dark', 'system']).nullable(),
    answer_language: z.enum(languages).nullable(),
    time_zone: z.string().nullable(),
    model: z.string().nullable(),
    parameters: runParameters.nullable(),
  })
  .readonly()
  .meta({ id: 'Preferences' })
export type PreferencesObject = z.output<typeof preferencesObject>
