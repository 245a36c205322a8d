import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, describe, it } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { parseChatRequest } from '@llavero/protocol/openai/chat.ts'
import type { CompletionJob } from './completion-piece.ts'
import { GenerationWorker } from './generation-worker.ts'

function job(tokens: number | null): CompletionJob {
  const request = parseChatRequest({
    model: 'sim-mini',
    messages: [{ role: 'user', content: 'Tell me a story' }],
  })
  return { model: 'sim-mini', request, outputCapTokens: null, tokens, repeat: null }
}

describe('GenerationWorker', () => {
  const worker = new GenerationWorker()
  after(() => worker.close())

  it('counts tokens', async () => {
    assert.equal(await worker.countTokens('hello hello'), 2)
    assert.equal(await worker.countTokens(''), 0)
  })

  it('runs calls side by side', async () => {
    const lengths = await Promise.all(
      [10, 200, 30].map(async (tokens) => {
        const pieces = (await Array.fromAsync(worker.complete(job(tokens)))).flat()
        const usage = pieces.at(-1)
        return usage?.kind === 'usage' ? usage.completionTokens : null
      }),
    )
    assert.deepEqual(lengths, [10, 200, 30])
  })

  it('generates little more than is asked for', async () => {
    const batches = worker.complete(job(1_000_000))
    const first = await batches.next()
    assert.equal(first.done === true ? 0 : first.value.length, 1)
    await batches.return(undefined)
  })

  it('fails a call whose request breaks the thread, and goes on with the next', async () => {
    const broken = { ...job(1), request: {} as CompletionJob['request'] }
    await assert.rejects(Array.fromAsync(worker.complete(broken)), TypeError)
    assert.equal(await worker.countTokens('hello'), 1)
  })

  it('fails the calls that run when it is closed, and starts again for the next', async () => {
    const own = new GenerationWorker()
    const batches = own.complete(job(1_000_000))
    await batches.next()
    await own.close()
    await assert.rejects(batches.next())
    assert.equal(await own.countTokens('hello'), 1)
    await own.close()
  })

  it('answers others while it trains', async () => {
    const own = new GenerationWorker()
    await own.countTokens('hello')
    const examples = Array.from({ length: 256 }, (_, index) => ({
      question: `What is number ${index}?`,
      answer: `Number ${index} is a number. `.repeat(100),
    }))
    const recipe = { examples, validation: [], epochs: 50, batchSize: 256, seed: 1, steps: 50 }
    const step = own.tune(recipe, 0).next()
    const stopped = assert.rejects(step)
    const first = await Promise.race([
      step.then(() => 'step'),
      Array.fromAsync(own.complete(job(100))).then(() => 'call'),
    ])
    // The step would take seconds more.
    await own.close()
    assert.equal(first, 'call')
    await stopped
  })

  it('ends its thread after a minute without a call', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const own = new GenerationWorker()
    const begun = once(process, 'worker') as Promise<[Worker]>
    await own.countTokens('hello')
    const [thread] = await begun
    const ended = once(thread, 'exit')
    context.mock.timers.tick(59_999)
    assert.equal(await own.countTokens('hello'), 1)
    assert.notEqual(thread.threadId, -1)
    context.mock.timers.tick(60_000)
    await ended
  })
})
