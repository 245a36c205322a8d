/** One call whose answer is made in the generation thread, other than text. */
import { type EmbeddingJob, writeEmbeddings } from './embedding/write-embeddings.ts'
import { type PictureJob, writePictures } from './image/write-pictures.ts'
import type { MediaPiece } from './media-piece.ts'
import { type ModerationJob, writeModeration } from './moderation/write-moderation.ts'
import { type SpeechJob, writeSpeech } from './speech/write-speech.ts'
import { type TranscriptJob, writeTranscript } from './transcription/write-transcript.ts'

export type MediaJob = EmbeddingJob | ModerationJob | PictureJob | SpeechJob | TranscriptJob

/** Does the work step by step. Throws GatewayError, before the first piece, for what it refuses. */
export function produce(job: MediaJob): Iterator<MediaPiece> {
  switch (job.kind) {
    case 'embeddings':
      return writeEmbeddings(job)
    case 'moderation':
      return writeModeration(job)
    case 'pictures':
      return writePictures(job)
    case 'speech':
      return writeSpeech(job)
    case 'transcript':
      return writeTranscript(job)
  }
}
