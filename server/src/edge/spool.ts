import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'

/** A file up to here stays in memory. */
const heldBytes = 64 * 1024
/** Enough to tell what it is. */
const headBytes = 512

/** A file of a form, kept for as long as its call runs. */
export interface SpooledFile {
  readonly byteLength: number
  /** Its first 512 bytes, or all of them. */
  readonly head: Uint8Array
  /** Its bytes from the start, anew at each call. */
  readonly open: () => AsyncIterable<Uint8Array>
  /** Whoever still reads it gets an error. */
  close(): Promise<void>
}

/**
 * Keeps a file that comes in, so that it can be sent more than once: in memory while it is small, else in
 * `folder`, where it has no name any more as soon as it is open: nothing is left of it when the process dies.
 */
export async function spool(content: Readable, folder: string): Promise<SpooledFile> {
  const held: Buffer[] = []
  let byteLength = 0
  let head = Buffer.alloc(0)
  let disk: FileHandle | null = null
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      byteLength += chunk.length
      if (head.length < headBytes) head = Buffer.concat([head, chunk]).subarray(0, headBytes)
      held.push(chunk)
      if (byteLength <= heldBytes) continue
      disk ??= await openNameless(folder)
      for (const bytes of held.splice(0)) await disk.writeFile(bytes)
    }
  } catch (error) {
    await disk?.close()
    throw error
  }
  const facts = { byteLength, head: Buffer.from(head) }
  return disk === null ? { ...facts, ...inMemory(held) } : { ...facts, ...onDisk(disk) }
}

async function openNameless(folder: string): Promise<FileHandle> {
  const name = path.join(folder, `.spool-${randomUUID()}`)
  const handle = await open(name, 'wx+', 0o600)
  await unlink(name)
  return handle
}

type Content = Pick<SpooledFile, 'open' | 'close'>

function inMemory(chunks: readonly Buffer[]): Content {
  return {
    async *open() {
      yield* chunks
    },
    async close() {},
  }
}

function onDisk(handle: FileHandle): Content {
  return {
    open: () => handle.createReadStream({ start: 0, autoClose: false }),
    close: () => handle.close(),
  }
}
