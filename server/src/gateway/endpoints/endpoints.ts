import type { ModelEndpoint } from '../model-call.ts'
import { chat } from './chat.ts'
import { completions } from './completions.ts'
import { embeddings } from './embeddings.ts'
import type { EndpointRow } from './endpoint-row.ts'
import { imageEdits, imageGenerations, imageVariations } from './images.ts'
import { moderations } from './moderations.ts'
import { realtime } from './realtime.ts'
import { speech } from './speech.ts'
import { transcriptions, translations } from './transcriptions.ts'

/** Every endpoint that a model answers. */
const endpointRows: { readonly [E in ModelEndpoint]: EndpointRow<E> } = {
  chat,
  completions,
  embeddings,
  moderations,
  'images.generations': imageGenerations,
  'images.edits': imageEdits,
  'images.variations': imageVariations,
  'audio.speech': speech,
  'audio.transcriptions': transcriptions,
  'audio.translations': translations,
  realtime,
}

/** All that is particular to an endpoint. */
export function rowOf(endpoint: ModelEndpoint): EndpointRow {
  return endpointRows[endpoint]
}
