/** How much a simulated call may write, and all whole replies together may hold in memory. */
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { ChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { CompletionJob, Piece } from './completion-piece.ts'

/** The longest answer of a client who set no limit. */
const maxNaturalTokens = 1_024

/** What all answers of one call may have together. */
export const maxCallTokens = 200_000

/** The same with logprobs, where each token brings its likeliest rivals along: about 200 bytes each. */
const maxCallRankedTokens = 400_000

const bytesPerRankedToken = 200

/** How long one answer of this call may get; infinite where only `job.tokens` says. */
export function maxTokensOf({ request, tokens, outputCapTokens }: CompletionJob): number {
  const natural = tokens === null ? maxNaturalTokens : Infinity
  const limit = request.max_completion_tokens ?? request.max_tokens ?? natural
  return Math.min(limit, outputCapTokens ?? Infinity)
}

/** Throws a GatewayError that names the field when the call may get longer than it is allowed to. */
export function checkWorkload(job: CompletionJob): void {
  const tokens = Math.min(maxTokensOf(job), job.tokens ?? Infinity)
  const ranks = ranksPerToken(job.request)
  const bound = ranks === 1 ? maxCallTokens : Math.min(maxCallTokens, maxCallRankedTokens / ranks)
  const choiceCount = job.request.n ?? 1
  if (choiceCount * tokens <= bound) return
  const param = lengthField(job, tokens)
  const reason =
    `integer above maximum value. The simulator writes at most ${Math.floor(bound)} tokens a call` +
    `${ranks === 1 ? '' : ` with ${ranks - 1} top logprobs`}, ` +
    `but ${choiceCount} × ${tokens} were asked for.`
  throw new GatewayError('integer_above_max_value', `Invalid '${param}': ${reason}`, { param })
}

/** The field that says how long an answer gets; without one, only the number of answers can be too large. */
function lengthField({ request, tokens }: CompletionJob, effectiveTokens: number): string {
  if (tokens === effectiveTokens) return 'simulation.tokens'
  if (request.max_completion_tokens === effectiveTokens) return 'max_completion_tokens'
  return request.max_tokens === effectiveTokens ? 'max_tokens' : 'n'
}

/** A token, and those that are told beside it. */
function ranksPerToken({ logprobs, top_logprobs: top }: ChatRequest): number {
  return logprobs === true ? 1 + (top ?? 0) : 1
}

/**
 * The memory of the whole replies that are being gathered. What counts is what is there, not what may
 * come: most answers end long before their limit.
 */
export class GatheringSpace {
  readonly #maxRankedTokens: number
  #rankedTokens = 0

  constructor(maxRankedTokens = 1_000_000) {
    this.#maxRankedTokens = maxRankedTokens
  }

  /** All pieces of a call. Throws GatewayError `overloaded` when there is no room for them. */
  async gather(
    job: CompletionJob,
    batches: AsyncIterable<readonly Piece[]>,
  ): Promise<readonly Piece[]> {
    const pieces: Piece[] = []
    const weigh = (batch: readonly Piece[]) => batch.length * ranksPerToken(job.request)
    await this.#hold(batches, weigh, (batch) => pieces.push(...batch))
    return pieces
  }

  /** All bytes of an answer that is no text, in the same room. */
  async gatherBytes(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const held: Uint8Array[] = []
    const weigh = (piece: Uint8Array) => Math.ceil(piece.length / bytesPerRankedToken)
    await this.#hold(pieces, weigh, (piece) => held.push(piece))
    return Buffer.concat(held)
  }

  async #hold<Part>(
    parts: AsyncIterable<Part>,
    weigh: (part: Part) => number,
    keep: (part: Part) => void,
  ): Promise<void> {
    let held = 0
    try {
      for await (const part of parts) {
        keep(part)
        const added = weigh(part)
        held += added
        this.#rankedTokens += added
        if (this.#rankedTokens > this.#maxRankedTokens) {
          throw new GatewayError('overloaded', 'The simulator is writing too much at once.')
        }
      }
    } finally {
      this.#rankedTokens -= held
    }
  }
}
