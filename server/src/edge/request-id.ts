import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
const randomBytesPerId = 8
let used = pool.length

let lastMs = Number.NaN
/** Of `lastMs`: many requests come in a millisecond, and this number is too large to be written fast. */
let lastMsHex = ''
let countInMs = 0

/**
 * `req_` and 32 hex digits: 12 of the time in Unix milliseconds, 4 of a count within the millisecond,
 * so that the ids of one process sort in the order of their making, and 16 random ones.
 */
export function createRequestId(nowMs: number): string {
  countInMs = nowMs === lastMs ? countInMs + 1 : 0
  if (nowMs !== lastMs) {
    lastMs = nowMs
    lastMsHex = hex(nowMs, 12)
  }
  if (used + randomBytesPerId > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.toString('hex', used, used + randomBytesPerId)
  used += randomBytesPerId
  return `req_${lastMsHex}${hex(countInMs, 4)}${random}`
}

/** When the request of this id arrived, in Unix milliseconds. */
export function arrivalOf(requestId: string): number {
  return Number.parseInt(requestId.slice(4, 16), 16)
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
