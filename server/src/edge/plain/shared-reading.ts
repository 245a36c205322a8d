import { Socket } from 'node:net'

/**
 * All connections read into this one buffer: the event loop reads one socket at a time, and its bytes have been
 * taken when the next is read. Node's own way allocates 64 KiB for every read, and gives most of them back.
 */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * A socket of our own may be told so (`onread`), one that a server makes may not. This one was told, and shows where
 * Node keeps it.
 */
const told = propertiesOf(new Socket({ onread: { buffer: readBuffer, callback: isTaken } }))

function isTaken(): boolean {
  return true
}

/**
 * From now on `take` gets what the server's socket reads, in a buffer that is used again afterwards; false from it
 * ends the reading until the socket resumes. Returns false where Node keeps this in another way than we know: then
 * the socket reads as ever.
 */
export function readTogether(socket: Socket, take: (bytes: Buffer) => boolean): boolean {
  const { _handle: handle } = propertiesOf(socket)
  const [bufferKey, callbackKey] = [keyOf(readBuffer), keyOf(isTaken)]
  if (bufferKey === undefined || callbackKey === undefined || !isReader(handle)) return false
  const callback = (byteLength: number) => take(readBuffer.subarray(0, byteLength))
  Object.assign(socket, { [bufferKey]: readBuffer, [callbackKey]: callback })
  handle.useUserBuffer(readBuffer)
  return true
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
