import type { ChatTokenLogprob, TokenLogprob } from '@llavero/protocol/openai/chat-completion.ts'
import { tokenBytes } from '../../../tokens/o200k.ts'
import type { DrawnToken, RankedToken } from './sampled-answer.ts'

/** A drawn token as the API reports it. */
export function describeToken(drawn: DrawnToken): ChatTokenLogprob {
  return { ...describeRanked(drawn), top_logprobs: drawn.top.map(describeRanked) }
}

function describeRanked({ token, logprob }: RankedToken): TokenLogprob {
  const bytes = tokenBytes(token)
  const text = tokenText(token)
  return { token: text, logprob, bytes: [...(bytes ?? Buffer.from(text))] }
}

/** A token as the API writes it. Of those without bytes, a model can draw only the one that ends its answer. */
export function tokenText(token: number): string {
  const bytes = tokenBytes(token)
  return bytes === undefined ? '<|endoftext|>' : textOfBytes(bytes)
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The API writes a part of a character as its bytes: `\xec\x95`. */
function textOfBytes(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  }
}
