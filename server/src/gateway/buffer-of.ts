/** The same bytes with `Buffer`'s ways to read them; the very same object where it has them already. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
