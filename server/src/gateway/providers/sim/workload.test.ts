import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { CompletionJob, Piece } from './completion-piece.ts'
import { GatheringSpace } from './workload.ts'

const messages = [{ role: 'user', content: 'hi' }]

function jobWith(fields: object): CompletionJob {
  const request = parseChatRequest({ model: 'sim-mini', messages, ...fields })
  return { model: 'sim-mini', request, outputCapTokens: null, tokens: null, repeat: null }
}

async function* batchesOf(pieceCounts: readonly number[]): AsyncGenerator<readonly Piece[]> {
  for (const count of pieceCounts) {
    yield Array.from({ length: count }, () => ({ kind: 'finish', choice: 0, reason: 'stop' }))
  }
}

describe('the space in which whole replies are gathered', () => {
  it('holds what fits, and is free again afterwards', async () => {
    const space = new GatheringSpace(10)
    for (let round = 0; round < 3; round++) {
      assert.equal((await space.gather(jobWith({}), batchesOf([4, 6]))).length, 10)
    }
  })

  it('is shared by all calls: the one that finds no room is refused and gives back what it had', async () => {
    const space = new GatheringSpace(10)
    const taken = Promise.withResolvers<void>()
    const hold = Promise.withResolvers<void>()
    const first = space.gather(
      jobWith({}),
      (async function* () {
        yield* batchesOf([6])
        taken.resolve()
        await hold.promise
      })(),
    )
    await taken.promise
    await assert.rejects(space.gather(jobWith({}), batchesOf([2, 3])), { code: 'overloaded' })
    assert.equal((await space.gather(jobWith({}), batchesOf([4]))).length, 4)
    hold.resolve()
    assert.equal((await first).length, 6)
  })

  it('counts the logprobs beside each token', async () => {
    const space = new GatheringSpace(10)
    const job = jobWith({ logprobs: true, top_logprobs: 4 })
    assert.equal((await space.gather(job, batchesOf([2]))).length, 2)
    await assert.rejects(space.gather(job, batchesOf([3])), { code: 'overloaded' })
  })
})
