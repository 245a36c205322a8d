import type { ActionObject, ModelTier } from '@llavero/protocol/control/actions.ts'

/** Keys of the words for what an answer holds. */
export const outputTexts: Readonly<Record<ActionObject['output'], string>> = {
  patch: 'workbench.actions.outputPatch',
  report: 'workbench.actions.outputReport',
  docs: 'workbench.actions.outputDocs',
  tests: 'workbench.actions.outputTests',
}

/** Keys of the words for how able a model is. */
export const tierTexts: Readonly<Record<ModelTier, string>> = {
  small: 'workbench.actions.tierSmall',
  balanced: 'workbench.actions.tierBalanced',
  large: 'workbench.actions.tierLarge',
}
