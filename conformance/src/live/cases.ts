import { chatCases } from './cases/chat.ts'
import { modelCases } from './cases/models.ts'
import type { Case } from './scene.ts'

/** Every case, in the order in which they are run and reported. */
export const cases: readonly Case[] = [...chatCases, ...modelCases]

/** Resources of the package all of whose methods have to be called by a case. */
export const coveredResources = ['chat', 'models']
