/** The endpoints that a model answers; also the values of the log's `endpoint`. */
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
export type ModelEndpoint = (typeof modelEndpoints)[number]

/** What a key's scope can name. */
export const endpoints = [...modelEndpoints, 'models', 'files', 'batches', 'fine_tuning'] as const
export type Endpoint = (typeof endpoints)[number]
