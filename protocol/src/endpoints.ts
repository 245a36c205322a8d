/** The endpoints that a model answers to a `POST`. */
export const modelEndpoints = [
  'chat',
  'completions',
  'embeddings',
  'moderations',
  'images.generations',
  'images.edits',
  'images.variations',
  'audio.speech',
  'audio.transcriptions',
  'audio.translations',
] as const
/** Whatever costs money: what one call or one response of a session is logged as. */
export type ModelEndpoint = (typeof modelEndpoints)[number] | 'realtime'

/** What a key's scope can name. */
export const endpoints = [
  ...modelEndpoints,
  'realtime',
  'models',
  'files',
  'batches',
  'fine_tuning',
] as const
export type Endpoint = (typeof endpoints)[number]
