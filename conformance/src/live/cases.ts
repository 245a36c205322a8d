import { chatCases } from './cases/chat.ts'
import { completionCases } from './cases/completions.ts'
import { fileCases } from './cases/files.ts'
import { modelCases } from './cases/models.ts'
import { realtimeCases } from './cases/realtime.ts'
import { storedChatCases } from './cases/stored-chat.ts'
import { uploadCases } from './cases/uploads.ts'
import type { Case } from './scene.ts'

/** Every case, in the order in which they are run and reported. */
export const cases: readonly Case[] = [
  ...chatCases,
  ...storedChatCases,
  ...completionCases,
  ...modelCases,
  ...fileCases,
  ...uploadCases,
  ...realtimeCases,
]

/** Resources of the package all of whose methods have to be called by a case. */
export const coveredResources = ['chat', 'completions', 'models', 'files', 'uploads', 'realtime']
