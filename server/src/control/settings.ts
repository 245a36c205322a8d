import { modelTiers } from '@llavero/protocol/control/actions.ts'
import type { ModelTier } from '@llavero/protocol/control/actions.ts'
import {
  preferencesObject,
  settingsObject,
  updatePreferencesBody,
  updateSettingsBody,
} from '@llavero/protocol/control/settings.ts'
import type {
  PreferencesObject,
  SettingsObject,
  UpdatePreferencesBody,
  UpdateSettingsBody,
} from '@llavero/protocol/control/settings.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { ControlParts } from './parts.ts'
import { requirePerson, route } from './route.ts'
import type { ControlRoute } from './route.ts'

const access = 'person'

/** What holds for everybody here, and what the page remembers of one person. */
export function settingsRoutes(parts: ControlParts): ControlRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/settings',
      access,
      answer: settingsObject,
      summary: 'What holds for everybody here.',
      handle: async () => ({ body: describeSettings(parts) }),
    }),
    route({
      method: 'PATCH',
      path: '/api/settings',
      access,
      body: updateSettingsBody,
      answer: settingsObject,
      summary: 'Changes settings. An absent field stays, null takes an own choice back.',
      handle: async ({ body }) => ({ body: await changeSettings(parts, body) }),
    }),
    route({
      method: 'GET',
      path: '/api/preferences',
      access,
      answer: preferencesObject,
      summary: 'What the page remembers of the person who is signed in.',
      handle: async ({ context }) => ({
        body: await readPreferences(parts, requirePerson(context)),
      }),
    }),
    route({
      method: 'PATCH',
      path: '/api/preferences',
      access,
      body: updatePreferencesBody,
      answer: preferencesObject,
      summary: 'Remembers something. An absent field stays, null forgets.',
      handle: async ({ context, body }) => ({
        body: await remember(parts, requirePerson(context), body),
      }),
    }),
  ]
}

async function changeSettings(
  parts: ControlParts,
  body: UpdateSettingsBody,
): Promise<SettingsObject> {
  const { storage, workspace } = parts
  for (const tier of modelTiers) {
    const model = body.default_models?.[tier]
    if (model === null || model === undefined || workspace.findModel(model)) continue
    const param = `default_models.${tier}`
    throw new GatewayError('invalid_value', 'There is no such model here.', { param })
  }
  for (const tier of modelTiers) {
    const model = body.default_models?.[tier]
    if (model !== undefined) await storage.settings.choose(tierSetting(tier), model)
  }
  if (body.stores_content !== undefined) {
    const value = body.stores_content === null ? null : String(body.stores_content)
    await storage.settings.choose('stores_content', value)
  }
  await parts.onChange()
  return describeSettings(parts)
}

function tierSetting(tier: ModelTier): string {
  return `default_model_${tier}`
}

function describeSettings({ workspace }: ControlParts): SettingsObject {
  const { chosen, storesContent, isStoresContentChosen } = workspace.choices()
  const tier = (name: ModelTier) => ({ chosen: chosen[name], model: workspace.modelOfTier(name) })
  return {
    object: 'settings',
    default_models: { small: tier('small'), balanced: tier('balanced'), large: tier('large') },
    stores_content: storesContent,
    is_stores_content_chosen: isStoresContentChosen,
    version: workspace.version,
  }
}

const nothingRemembered: PreferencesObject = {
  object: 'preferences',
  language: null,
  theme: null,
  answer_language: null,
  time_zone: null,
  model: null,
  parameters: null,
}

async function readPreferences(
  { storage }: ControlParts,
  personId: string,
): Promise<PreferencesObject> {
  const stored = await storage.preferences.get(personId)
  return stored === null ? nothingRemembered : { ...nothingRemembered, ...JSON.parse(stored) }
}

async function remember(
  parts: ControlParts,
  personId: string,
  body: UpdatePreferencesBody,
): Promise<PreferencesObject> {
  const changes = Object.entries(body).filter(([, value]) => value !== undefined)
  const before = await readPreferences(parts, personId)
  const after: PreferencesObject = { ...before, ...Object.fromEntries(changes) }
  await parts.storage.preferences.set(personId, JSON.stringify(after))
  return after
}
