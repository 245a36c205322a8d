import { speechCases, transcriptionCases } from './cases/audio.ts'
import { batchCases } from './cases/batches.ts'
import { chatCases } from './cases/chat.ts'
import { completionCases } from './cases/completions.ts'
import { embeddingCases } from './cases/embeddings.ts'
import { fileCases } from './cases/files.ts'
import { fineTuningCases } from './cases/fine-tuning.ts'
import { imageCases } from './cases/images.ts'
import { modelCases } from './cases/models.ts'
import { moderationCases } from './cases/moderations.ts'
import { realtimeCases } from './cases/realtime.ts'
import { storedChatCases } from './cases/stored-chat.ts'
import { uploadCases } from './cases/uploads.ts'
import type { Case } from './scene.ts'

/** Every case, in the order in which they are run and reported. */
export const cases: readonly Case[] = [
  ...chatCases,
  ...storedChatCases,
  ...completionCases,
  ...embeddingCases,
  ...moderationCases,
  ...imageCases,
  ...speechCases,
  ...transcriptionCases,
  ...modelCases,
  ...fileCases,
  ...uploadCases,
  ...batchCases,
  ...fineTuningCases,
  ...realtimeCases,
]

/** Resources of the package all of whose methods have to be called by a case. */
export const coveredResources = [
  'chat',
  'completions',
  'embeddings',
  'moderations',
  'images',
  'audio',
  'models',
  'files',
  'uploads',
  'batches',
  'fineTuning',
  'realtime',
]
