import type { ChatTokenLogprob, TokenLogprob } from '@llavero/protocol/openai/chat-completion.ts'
import { tokenBytes } from '../../../tokens/o200k.ts'
import type { DrawnToken, RankedToken } from './sampled-answer.ts'

const endToken = '<|endoftext|>'

/** A drawn token as the API reports it. */
export function describeToken(drawn: DrawnToken): ChatTokenLogprob {
  return { ...describeRanked(drawn), top_logprobs: drawn.top.map(describeRanked) }
}

function describeRanked({ token, logprob }: RankedToken): TokenLogprob {
  const bytes = tokenBytes(token)
  // Of the tokens that are no text, a model can draw only the one that ends its answer.
  if (bytes === undefined) return { token: endToken, logprob, bytes: [...Buffer.from(endToken)] }
  return { token: tokenText(bytes), logprob, bytes: [...bytes] }
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The API writes a part of a character as its bytes: `\xec\x95`. */
function tokenText(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  }
}
