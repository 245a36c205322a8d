import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TestServer } from './fakes/server.ts'
import { FakeUpstream, someUsage } from './fakes/upstream.ts'

/** Around the sizes between which memory is used again: 32 and 256 KiB. */
const sizes = [1_000, 32_000, 33_000, 70_000, 150_000, 200_000, 262_000, 263_000, 600_000]

/** An answer that says whose it is from its first letter to its last, sent in odd pieces. */
function contentOf(name: string, size: number): string {
  return `${name};`.repeat(Math.ceil(size / (name.length + 1)))
}

describe('large whole replies', () => {
  it('are each their own, however many there are at a time and whoever leaves early', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ upstream })
    const { key } = await server.createKey({ budget_usd: 1_000 })
    upstream.always(async (response, call) => {
      const [{ content: name }] = call.body['messages'] as [{ content: string }]
      const content = contentOf(name, Number(name.split('-')[1]))
      const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }
      const body = Buffer.from(JSON.stringify({ choices: [choice], usage: someUsage }))
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
      const half = body.length / 3
      response.write(body.subarray(0, half))
      await new Promise((resolve) => setImmediate(resolve))
      response.end(body.subarray(half))
    })

    const ask = async (serial: number): Promise<void> => {
      const size = sizes[serial % sizes.length] ?? 0
      const name = `${serial}-${size}`
      const messages = [{ role: 'user', content: name }]
      if (serial % 7 === 3) {
        const response = await server.chat({ messages }, { key })
        await response.body?.cancel()
        return
      }
      const response = await server.chat({ messages }, { key })
      const { choices } = (await response.json()) as { choices: [{ message: { content: string } }] }
      assert.ok(choices[0].message.content === contentOf(name, size), `the reply to ${name}`)
    }
    for (let round = 0; round < 4; round++) {
      await Promise.all(Array.from({ length: 60 }, (_, index) => ask(round * 60 + index)))
    }
  })
})
