/**
 * OpenAI's o200k encoding. Its tables take some 50 MB and 0.2 s to load, and long texts take
 * milliseconds, so this file belongs into a worker thread and never onto the event loop.
 */
import ranks from 'gpt-tokenizer/bpeRanks/o200k_base'
import { countTokens, encode } from 'gpt-tokenizer/encoding/o200k_base'
import { O200K_TOKEN_SPLIT_REGEX } from 'gpt-tokenizer/encodingParams/constants'

/** Merging is quadratic in the length of one word, so a longer one is cut: every cut may add a token. */
const maxWordLength = 512

/** `<|endoftext|>` in a text is text: no caller can write control tokens. */
const plain = { disallowedSpecial: new Set<string>() }

/** The tokens of a text. Words of more than 512 characters are cut first. */
export function encodeText(text: string): number[] {
  const tokens: number[] = []
  for (const part of partsToMerge(text)) {
    for (const token of encode(part, plain)) tokens.push(token)
  }
  return tokens
}

/** How many tokens `encodeText` would give, without making them. */
export function countText(text: string): number {
  let count = 0
  for (const part of partsToMerge(text)) count += countTokens(part, plain)
  return count
}

/** The bytes of a token, often only a part of a character; undefined for an id without a token. */
export function tokenBytes(token: number): Uint8Array | undefined {
  const entry = ranks[token]
  if (entry === undefined) return undefined
  return typeof entry === 'string' ? Buffer.from(entry) : Uint8Array.from(entry)
}

/** The text of tokens; an id without a token is left out. */
export function decodeTokens(tokens: readonly number[]): string {
  const parts = tokens.map(tokenBytes).filter((bytes) => bytes !== undefined)
  return Buffer.concat(parts).toString('utf8')
}

/** The text in parts that tokenise alone as they do together, with its overlong words cut. */
function* partsToMerge(text: string): Generator<string> {
  if (text.length <= maxWordLength) {
    yield text
    return
  }
  let start = 0
  for (const { 0: word, index } of text.matchAll(O200K_TOKEN_SPLIT_REGEX)) {
    if (word.length <= maxWordLength) continue
    if (index > start) yield text.slice(start, index)
    yield* cut(word)
    start = index + word.length
  }
  if (start < text.length) yield text.slice(start)
}

function* cut(word: string): Generator<string> {
  let start = 0
  while (start < word.length) {
    const end = start + maxWordLength
    const splitsPair = isHighSurrogate(word.charCodeAt(end - 1))
    yield word.slice(start, splitsPair ? end - 1 : end)
    start = splitsPair ? end - 1 : end
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
