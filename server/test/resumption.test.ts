import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TestServer } from './fakes/server.ts'

const resumable = { 'x-llavero-resumable': 'true', 'x-llavero-sim': 'tokens=40' }
const question = { model: 'sim-mini', stream: true, seed: 7 }

/** Reads until so many events are there, and hangs up. */
async function readEvents(response: Response, count: number): Promise<string[]> {
  const decoder = new TextDecoder()
  let text = ''
  const reader = response.body?.getReader()
  assert.ok(reader)
  for (;;) {
    const { done, value } = await reader.read()
    text += decoder.decode(value, { stream: true })
    const events = text.split('\n\n').slice(0, -1)
    if (done || events.length >= count) {
      await reader.cancel()
      return events.slice(0, count)
    }
  }
}

const idOf = (event: string | undefined): string => /^id: (.+)$/m.exec(event ?? '')?.[1] ?? ''
const dataOf = (event: string): string => event.replace(/^id: .+\n/, '')

describe('a stream that was interrupted on its way to the client', () => {
  it('is picked up after its last event, to the same end, and paid for once', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey()
    const whole = await server.chat(question, { key, headers: resumable })
    const expected = (await readEvents(whole, Infinity)).map(dataOf).map(withoutFrame)

    const cut = await server.chat(question, { key, headers: resumable })
    const head = await readEvents(cut, 5)
    const lastEventId = idOf(head.at(-1))
    const headers = { 'last-event-id': lastEventId }
    const rest = await readEvents(await server.chat(question, { key, headers }), Infinity)

    const events = [...head, ...rest].map(dataOf).map(withoutFrame)
    assert.deepEqual(events, expected)
    assert.equal(events.at(-1), 'data: [DONE]')
    const rows = await server.rows(2)
    assert.deepEqual(
      rows.map(({ verdict }) => verdict),
      ['complete', 'complete'],
    )
  })

  it('is nobody else’s', async () => {
    await using server = await TestServer.start()
    const { key } = await server.createKey()
    const { key: other } = await server.createKey({ name: 'other' })
    const [first] = await readEvents(await server.chat(question, { key, headers: resumable }), 1)
    const headers = { 'last-event-id': idOf(first) }
    const refused = await server.chat(question, { key: other, headers })
    assert.equal(refused.status, 404)
    const body = (await refused.json()) as { error: { code: string; param: string } }
    assert.equal(body.error.code, 'stream_not_kept')
    assert.equal(body.error.param, 'last-event-id')
  })

  it('has no ids where nobody asked for them', async () => {
    await using server = await TestServer.start()
    const [first] = await readEvents(await server.chat(question), 1)
    assert.ok(first?.startsWith('data: '))
  })
})

/** Two answers differ in their ids, their padding and the second they were made in. */
function withoutFrame(event: string): string {
  return event.replace(/"(?:id|obfuscation)":"[^"]+"/g, '').replace(/"created":\d+/, '')
}
