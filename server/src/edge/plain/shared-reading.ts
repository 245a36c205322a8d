import { Socket } from 'node:net'

/**
 * All connections read into this one buffer: the event loop reads one socket at a time, and its bytes have been
 * taken when the next is read. Node's own way allocates 64 KiB for every read, and gives most of them back.
 */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * A socket of our own may be told so, one that a server makes may not. This one was told: it shows under which names
 * Node keeps it.
 */
const told = propertiesOf(new Socket({ onread: { buffer: readBuffer, callback: unread } }))
const bufferKey = keyOf(readBuffer)
const callbackKey = keyOf(unread)

function unread(): boolean {
  return true
}

/**
 * `take` gets what the server's socket reads, in a buffer that is used again afterwards, until the returned function
 * is called: from then on the socket reads as any other. So it does at once where Node should keep its buffer in
 * another way than we know. Until then, a paused socket does not even see that its other end has left.
 */
export function readTogether(socket: Socket, take: (bytes: Buffer) => void): () => void {
  const { _handle: handle } = propertiesOf(socket)
  if (bufferKey === undefined || callbackKey === undefined || !isReader(handle)) {
    socket.on('data', take)
    return () => void socket.off('data', take)
  }
  let isTaken = true
  const callback = (byteLength: number): boolean => {
    const bytes = readBuffer.subarray(0, byteLength)
    if (!isTaken) return socket.push(Buffer.from(bytes))
    take(bytes)
    return true
  }
  Object.assign(socket, { [bufferKey]: readBuffer, [callbackKey]: callback })
  handle.useUserBuffer(readBuffer)
  socket.resume()
  return () => void (isTaken = false)
}

type Properties = Readonly<Record<string | symbol, unknown>>

function propertiesOf(socket: Socket): Properties {
  return socket as unknown as Properties
}

function keyOf(value: unknown): symbol | undefined {
  return Object.getOwnPropertySymbols(told).find((key) => told[key] === value)
}

interface Reader {
  useUserBuffer(buffer: Buffer): void
}

function isReader(handle: unknown): handle is Reader {
  return typeof handle === 'object' && handle !== null && 'useUserBuffer' in handle
}
