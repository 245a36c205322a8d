import type { ChatTokenLogprob } from '@llavero/protocol/openai/chat-completion.ts'
import type { TextChoice, TextLogprobs } from '@llavero/protocol/openai/text-completion.ts'
import type { Piece } from './completion-piece.ts'

/** How the choices of one prompt are told. */
export interface ChoiceFrame {
  /** The prompt, where it is to stand before the answer. */
  readonly echoed: string
  /** As many of the written ones as are wanted: those that the model found likeliest. */
  readonly count: number
  readonly firstIndex: number
  readonly hasLogprobs: boolean
}

interface Written {
  text: string
  readonly logprobs: ChatTokenLogprob[]
  reason: 'stop' | 'length'
}

/** All pieces of one prompt as its choices. */
export function assembleTexts(pieces: readonly Piece[], frame: ChoiceFrame): TextChoice[] {
  const { echoed, count, firstIndex, hasLogprobs } = frame
  const written = new Map<number, Written>()
  for (const piece of pieces) addPiece(written, piece)
  const all = [...written.values()]
  const best = all.length > count ? all.toSorted((a, b) => likelihood(b) - likelihood(a)) : all
  while (best.length < count) best.push({ text: '', logprobs: [], reason: 'length' })
  return best.slice(0, count).map(({ text, logprobs, reason }, index) => ({
    text: echoed + text,
    index: firstIndex + index,
    logprobs: hasLogprobs ? textLogprobs(logprobs, echoed.length) : null,
    finish_reason: reason,
  }))
}

function addPiece(written: Map<number, Written>, piece: Piece): void {
  if (piece.kind !== 'text' && piece.kind !== 'finish') return
  let choice = written.get(piece.choice)
  if (choice === undefined) {
    choice = { text: '', logprobs: [], reason: 'length' }
    written.set(piece.choice, choice)
  }
  if (piece.kind === 'finish') {
    choice.reason = piece.reason === 'stop' ? 'stop' : 'length'
    return
  }
  choice.text += piece.text
  for (const logprob of piece.logprobs ?? []) choice.logprobs.push(logprob)
}

/** Per token, as the API ranks them. */
function likelihood({ logprobs }: Written): number {
  const sum = logprobs.reduce((total, { logprob }) => total + logprob, 0)
  return logprobs.length === 0 ? -Infinity : sum / logprobs.length
}

function textLogprobs(logprobs: readonly ChatTokenLogprob[], start: number): TextLogprobs {
  const offsets: number[] = []
  let offset = start
  for (const { token } of logprobs) {
    offsets.push(offset)
    offset += token.length
  }
  return {
    tokens: logprobs.map(({ token }) => token),
    token_logprobs: logprobs.map(({ logprob }) => logprob),
    top_logprobs: logprobs.map(({ top_logprobs: top }) =>
      Object.fromEntries(top.map(({ token, logprob }) => [token, logprob])),
    ),
    text_offset: offsets,
  }
}

/** Turns the pieces of one prompt into the choices of its events. */
export class TextChunkWriter {
  readonly #frame: ChoiceFrame
  /** Where each choice's next token begins. */
  readonly #offsets: number[]

  constructor(frame: ChoiceFrame) {
    this.#frame = frame
    this.#offsets = Array<number>(frame.count).fill(frame.echoed.length)
  }

  /** What stands before the model's own words; the whole choice where it is to write nothing. */
  begin(): TextChoice[] {
    const { echoed, count } = this.#frame
    if (echoed === '') return []
    return Array.from({ length: count }, (_, choice) => this.#choice(choice, { text: echoed }))
  }

  write(piece: Piece): TextChoice[] {
    if (piece.kind === 'finish') {
      const reason = piece.reason === 'stop' ? 'stop' : 'length'
      return [this.#choice(piece.choice, { finish_reason: reason })]
    }
    if (piece.kind !== 'text') return []
    const logprobs = this.#frame.hasLogprobs ? this.#logprobs(piece.choice, piece.logprobs) : null
    return [this.#choice(piece.choice, { text: piece.text, logprobs })]
  }

  #choice(choice: number, said: Partial<TextChoice>): TextChoice {
    const index = this.#frame.firstIndex + choice
    return { text: '', index, logprobs: null, finish_reason: null, ...said }
  }

  #logprobs(choice: number, logprobs: readonly ChatTokenLogprob[] | null): TextLogprobs {
    const told = textLogprobs(logprobs ?? [], this.#offsets[choice] ?? 0)
    this.#offsets[choice] = (told.text_offset.at(-1) ?? 0) + (told.tokens.at(-1)?.length ?? 0)
    return told
  }
}
