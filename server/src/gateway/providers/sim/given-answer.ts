import { encodeText } from '../../../tokens/o200k.ts'
import type { DrawnToken } from './sampled-answer.ts'

/**
 * The tokens of a text that leaves the model no choice. With a length, the text is repeated, after a
 * space, or cut until it has just so many tokens.
 */
export function* giveAnswer(text: string, length: number | null): Generator<DrawnToken> {
  const once = encodeText(text)
  if (length === null) {
    yield* once.map(certain)
    return
  }
  const again = encodeText(` ${text}`)
  for (let index = 0; index < length; index++) {
    const token = once[index] ?? again[(index - once.length) % again.length]
    if (token !== undefined) yield certain(token)
  }
}

function certain(token: number): DrawnToken {
  return { token, logprob: 0, top: [{ token, logprob: 0 }] }
}
