import type { ModerationRequest } from '@llavero/protocol/openai/moderations.ts'
import { wholeMedia } from '../media-reply.ts'
import type { Simulator } from '../simulator.ts'
import type { ModeratedInput } from './moderate.ts'

export const moderationSimulator: Simulator<'moderations'> = {
  models: ['sim-moderation'],
  answer: (parts, simulated) =>
    wholeMedia(parts, simulated, {
      kind: 'moderation',
      model: simulated.target.model,
      inputs: inputsOf(simulated.call.body),
    }),
}

/** Texts get a result each; parts with types are one message, and get one together. */
function inputsOf({ input }: ModerationRequest): ModeratedInput[] {
  if (typeof input === 'string') return [{ text: input, hasImage: false }]
  if (input.every((part) => typeof part === 'string')) {
    return input.map((text) => ({ text, hasImage: false }))
  }
  const texts = input.flatMap((part) => {
    if (typeof part === 'string') return [part]
    return part.type === 'text' ? [part.text] : []
  })
  const hasImage = input.some((part) => typeof part !== 'string' && part.type === 'image_url')
  return [{ text: texts.length === 0 ? null : texts.join('\n'), hasImage }]
}
