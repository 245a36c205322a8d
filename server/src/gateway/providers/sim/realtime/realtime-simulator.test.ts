import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { GenerationWorker } from '../generation-worker.ts'
import { RealtimeSimulator } from './realtime-simulator.ts'

interface ServerEvent {
  readonly type: string
  readonly event_id: string
  readonly error?: { readonly code: string; readonly param: string; readonly event_id: string }
  readonly session?: Readonly<Record<string, unknown>>
  readonly response?: {
    readonly status: string
    readonly output: readonly {
      readonly type: string
      readonly content?: readonly { readonly text: string }[]
      readonly arguments?: string
    }[]
    readonly usage: { readonly input_tokens: number; readonly output_tokens: number }
  }
  readonly delta?: string
}

const worker = new GenerationWorker()
after(() => worker.close())

/** A session, the events that came, and a way to wait for the next one of a kind. */
class Client {
  readonly events: ServerEvent[] = []
  readonly session = new RealtimeSimulator({ worker, model: 'sim-mini' })
  readonly #waiting: { readonly type: string; readonly found: (event: ServerEvent) => void }[] = []

  constructor() {
    this.session.listen({ frame: (text) => this.#receive(text), closed() {} })
  }

  get types(): readonly string[] {
    return this.events.map(({ type }) => type)
  }

  send(event: object): void {
    this.session.send(JSON.stringify(event))
  }

  next(type: string): Promise<ServerEvent> {
    return new Promise((found) => this.#waiting.push({ type, found }))
  }

  #receive(text: string): void {
    const event = JSON.parse(text) as ServerEvent
    this.events.push(event)
    const index = this.#waiting.findIndex(({ type }) => type === event.type)
    if (index !== -1) this.#waiting.splice(index, 1)[0]?.found(event)
  }
}

const question = {
  type: 'conversation.item.create',
  item: {
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text: 'What is a key?' }],
  },
}

describe('the simulated realtime session', () => {
  it('tells of itself first, and of each change', () => {
    const client = new Client()
    client.send({
      type: 'session.update',
      session: { type: 'realtime', instructions: 'Be brief.' },
    })
    assert.deepEqual(client.types, ['session.created', 'session.updated'])
    assert.equal(client.events[1]?.session?.['instructions'], 'Be brief.')
    assert.ok(client.events.every(({ event_id: id }) => id.startsWith('event_')))
  })

  it('answers in the order of the service, and the deltas make up the text', async () => {
    const client = new Client()
    client.send(question)
    const done = client.next('response.done')
    client.send({ type: 'response.create' })
    const { response } = await done
    assert.equal(response?.status, 'completed')
    const order = client.types.filter((type, index, all) => type !== all[index - 1])
    assert.deepEqual(order, [
      'session.created',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'conversation.item.done',
      'response.done',
    ])
    const text = client.events.map(({ delta }) => delta ?? '').join('')
    assert.ok(text.length > 0)
    assert.equal(response?.output[0]?.content?.[0]?.text, text)
    assert.ok((response?.usage.input_tokens ?? 0) > 0 && (response?.usage.output_tokens ?? 0) > 0)
  })

  it('calls a function that it is told to call', async () => {
    const client = new Client()
    client.send(question)
    const tool = {
      type: 'function',
      name: 'look_up',
      parameters: {
        type: 'object',
        properties: { word: { type: 'string' } },
        required: ['word'],
      },
    }
    const done = client.next('response.done')
    client.send({ type: 'response.create', response: { tools: [tool], tool_choice: 'required' } })
    const [item] = (await done).response?.output ?? []
    assert.equal(item?.type, 'function_call')
    assert.equal(typeof JSON.parse(item?.arguments ?? '{}').word, 'string')
    assert.ok(client.types.includes('response.function_call_arguments.done'))
  })

  it('writes one response at a time, and ends it when it is cancelled', async () => {
    const client = new Client()
    client.send(question)
    client.send({ type: 'response.create' })
    client.send({ type: 'response.create', event_id: 'second' })
    assert.equal(client.events.at(-1)?.error?.event_id, 'second')
    const done = client.next('response.done')
    client.send({ type: 'response.cancel' })
    assert.equal((await done).response?.status, 'cancelled')
    client.send({ type: 'response.cancel' })
    assert.equal(client.events.at(-1)?.error?.param, 'response_id')
  })

  it('says that an answer was cut short by its limit', async () => {
    const client = new Client()
    client.send(question)
    const done = client.next('response.done')
    client.send({ type: 'response.create', response: { max_output_tokens: 1 } })
    assert.equal((await done).response?.status, 'incomplete')
  })

  it('refuses sound and rubbish by name, and goes on', () => {
    const client = new Client()
    client.send({ type: 'input_audio_buffer.append', audio: 'AAAA' })
    client.send({ type: 'session.update', session: { output_modalities: ['audio'] } })
    client.send({ type: 'no.such.event' })
    client.session.send('rubbish')
    const params = client.events.map(({ error }) => error?.param)
    assert.deepEqual(params, [undefined, 'type', 'session.output_modalities', 'type', null])
    client.send(question)
    assert.equal(client.types.at(-1), 'conversation.item.done')
  })

  it('keeps no more than its share of the memory', () => {
    const client = new Client()
    const text = 'x'.repeat(1_500_000)
    const large = { ...question.item, content: [{ type: 'input_text', text }] }
    for (let count = 0; count < 3; count++) client.send({ ...question, item: large })
    assert.equal(client.events.at(-1)?.error?.code, 'array_above_max_length')
    client.send(question)
    assert.equal(client.types.at(-1), 'conversation.item.done')
  })
})
