import assert from 'node:assert/strict'

/** The events of a streamed answer as text, each without its blank line, as soon as it is here. */
export async function* eventsOf(response: Response): AsyncGenerator<string> {
  assert.ok(response.body, 'the answer has no body')
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of response.body) {
    rest += decoder.decode(bytes as Uint8Array, { stream: true })
    const events = rest.split('\n\n')
    rest = events.pop() ?? ''
    yield* events
  }
  assert.equal(rest, '', 'the answer ended in the middle of an event')
}

/** All of a stream at once. */
export async function readEvents(response: Response): Promise<string[]> {
  return Array.fromAsync(eventsOf(response))
}

export interface ErrorEvent {
  readonly error: {
    readonly code: string | null
    readonly message: string
    readonly type: string
    readonly param: null
  }
}

/** What an event says. */
export function dataOf(event: string | undefined): unknown {
  assert.ok(event !== undefined && event.startsWith('data: '), `no data event: ${event}`)
  return JSON.parse(event.slice('data: '.length))
}

/** The text that a stream of chunks adds up to. */
export function textOf(events: readonly string[]): string {
  const chunks = events.filter((event) => event !== 'data: [DONE]').map(dataOf) as {
    readonly choices?: readonly { readonly delta?: { readonly content?: string } }[]
  }[]
  return chunks.map(({ choices }) => choices?.[0]?.delta?.content ?? '').join('')
}
