import { jsonPiece, type MediaPiece } from '../media-piece.ts'
import { randomId } from '../random-id.ts'
import { type ModeratedInput, moderate, type ModerationResult } from './moderate.ts'

export interface ModerationJob {
  readonly kind: 'moderation'
  readonly model: string
  readonly inputs: readonly ModeratedInput[]
}

/** The body of the answer, with a result for each input. */
export function* writeModeration({ model, inputs }: ModerationJob): Generator<MediaPiece> {
  const results: ModerationResult[] = []
  for (const input of inputs) {
    results.push(moderate(input))
    yield null
  }
  yield jsonPiece({ id: randomId('modr-', 24), model, results })
}
