import type { OnReadOpts, Socket } from 'node:net'
import type { Connection } from './connection.ts'

/**
 * All plain sockets read into this one buffer: the event loop reads one socket at a time, and its bytes
 * have been taken when the next is read. Node's own way allocates for every read (3 µs a reply, and
 * garbage outside of the heap). Not for TLS: writing to such a socket may read from it on the spot.
 */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024)

const connections = new WeakMap<object, Connection>()

/** To be given to the socket when it is made. */
export const directReading: OnReadOpts = {
  buffer: readBuffer,
  callback(this: unknown, byteLength: number) {
    const socket = this as Socket
    const connection = connections.get(socket)
    // Nothing was asked yet.
    if (connection === undefined) socket.destroy()
    else connection.receive(readBuffer.subarray(0, byteLength))
    return true
  },
}

/** From now on the connection gets what its socket reads. */
export function readDirectly(socket: Socket, connection: Connection): void {
  connections.set(socket, connection)
}
