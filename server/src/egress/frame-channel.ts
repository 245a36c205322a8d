import type { WebSocket } from 'ws'

/** One end of a two-way connection that carries text frames. */
export interface FrameChannel {
  /** Bytes given to `send` that have not left yet. */
  readonly bufferedBytes: number
  /** `sent` is called once, when the frame has left or never will. */
  send(frame: string, sent?: () => void): void
  /** Takes no more frames from the other side until `resume`. */
  pause(): void
  resume(): void
  /** Codes as in RFC 6455, 7.4; the reason is cut to the 123 bytes that fit. */
  close(code: number, reason: string): void
  /** To be called once. Frames that came before are kept until then. */
  listen(listener: FrameListener): void
}

export interface FrameListener {
  frame(text: string): void
  /** Once, whoever closed; 1006 where the connection broke without a word. */
  closed(code: number, reason: string): void
}

/** Unsupported data (RFC 6455): the protocols that we carry are text only. */
const binaryFrame = 1003
const longestReasonBytes = 123

/** A WebSocket as a channel of text frames. A binary frame closes it. */
export class WebSocketChannel implements FrameChannel {
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    this.#socket = socket
    // Frames that come before anybody listens wait in the socket.
    socket.pause()
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  send(frame: string, sent: () => void = () => {}): void {
    this.#socket.send(frame, () => sent())
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  close(code: number, reason: string): void {
    this.#socket.resume()
    this.#socket.close(isSendable(code) ? code : 1011, cut(reason))
  }

  listen(listener: FrameListener): void {
    this.#socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.close(binaryFrame, 'Only text frames are understood.')
      else listener.frame(data.toString('utf8'))
    })
    // A broken connection closes, too: that is where it is told.
    this.#socket.on('error', () => {})
    this.#socket.once('close', (code: number, reason: Buffer) => {
      listener.closed(code, reason.toString('utf8'))
    })
    this.#socket.resume()
  }
}

/** 1005, 1006 and 1015 say that no code was received: nobody may send them. */
function isSendable(code: number): boolean {
  return code >= 1000 && code < 5000 && ![1004, 1005, 1006, 1015].includes(code)
}

function cut(reason: string): string {
  const bytes = Buffer.from(reason)
  if (bytes.length <= longestReasonBytes) return reason
  return bytes
    .subarray(0, longestReasonBytes)
    .toString('utf8')
    .replace(/\ufffd+$/, '')
}
