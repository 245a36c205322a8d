import type { ActionObject, ModelTier, RunParameters } from '@llavero/protocol/control/actions.ts'

/** What the reader chose for one run; what is null is left to the action. */
export interface RunChoices {
  readonly model: string | null
  readonly parameters: RunParameters
}

export const untouchedChoices: RunChoices = { model: null, parameters: {} }

/** The model that will answer, as far as the page can tell. */
export function modelFor(
  action: ActionObject | undefined,
  choices: RunChoices,
  tierModels: Readonly<Record<ModelTier, string>> | null,
): string | null {
  if (choices.model !== null) return choices.model
  if (!action) return null
  return action.model ?? tierModels?.[action.tier] ?? null
}

/** Only what is set: an absent field is left to the action, null to the model. */
export function setParameters(parameters: RunParameters): RunParameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(([, value]) => value !== undefined),
  ) as RunParameters
}
