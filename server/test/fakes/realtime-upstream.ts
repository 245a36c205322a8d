import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

interface Behaviour {
  /** Closes without a word when a response has begun. */
  readonly cutsAfterBegin?: boolean
  /** Says nothing more when a response has begun. */
  readonly staysSilentAfterBegin?: boolean
  /** What it writes instead of agreeing to the handshake, before it hangs up. */
  readonly saysInstead?: string
}

/** A provider of the realtime protocol that answers each `response.create` at once. */
export class FakeRealtimeUpstream implements AsyncDisposable {
  readonly #http: Server
  readonly #sockets = new WebSocketServer({ noServer: true })
  readonly #behaviour: Behaviour
  readonly received: string[] = []
  request: IncomingMessage | null = null
  #responses = 0

  private constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour
    this.#http = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end('{"object":"list","data":[]}')
    })
    this.#http.on('upgrade', (request, socket, head) => {
      this.request = request
      if (behaviour.saysInstead !== undefined) {
        socket.end(behaviour.saysInstead)
        return
      }
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#serve(opened))
    })
  }

  static async start(behaviour: Behaviour = {}): Promise<FakeRealtimeUpstream> {
    const upstream = new FakeRealtimeUpstream(behaviour)
    await new Promise<void>((resolve) => upstream.#http.listen(0, '127.0.0.1', resolve))
    return upstream
  }

  get baseUrl(): string {
    const { port } = this.#http.address() as AddressInfo
    return `http://127.0.0.1:${port}/v1`
  }

  #serve(socket: WebSocket): void {
    const say = (event: object) => socket.send(JSON.stringify(event))
    say({ type: 'session.created', event_id: 'event_1', session: { model: 'gpt-realtime' } })
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8')
      this.received.push(text)
      if ((JSON.parse(text) as { type: string }).type !== 'response.create') return
      const id = `resp_${++this.#responses}`
      say({ type: 'response.created', event_id: 'event_2', response: { id, output: [] } })
      if (this.#behaviour.cutsAfterBegin === true) {
        socket.terminate()
        return
      }
      if (this.#behaviour.staysSilentAfterBegin === true) return
      say({ type: 'response.output_text.delta', event_id: 'event_3', response_id: id, delta: 'Hi' })
      const usage = { input_tokens: 100, output_tokens: 50, total_tokens: 150 }
      say({
        type: 'response.done',
        event_id: 'event_4',
        response: { id, status: 'completed', output: [], usage },
      })
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#http.closeAllConnections()
    await new Promise((resolve) => this.#http.close(resolve))
  }
}

/** A whole answer of HTTP, where a WebSocket was asked for. */
export function plainAnswer(status: number, body: string): string {
  return `HTTP/1.1 ${status} Plain\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`
}
