import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
const randomBytesPerId = 10
let used = pool.length

/** `req_` and 32 hex digits: 12 of the time in Unix milliseconds, so that ids sort by it, and 20 random ones. */
export function createRequestId(nowMs: number): string {
  if (used + randomBytesPerId > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.toString('hex', used, used + randomBytesPerId)
  used += randomBytesPerId
  return `req_${nowMs.toString(16).padStart(12, '0')}${random}`
}

/** When the request of this id arrived, in Unix milliseconds. */
export function arrivalOf(requestId: string): number {
  return Number.parseInt(requestId.slice(4, 16), 16)
}
