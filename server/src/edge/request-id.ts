import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
let randomHex = ''
const randomDigitsPerId = 16
let used = 0

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
  if (used === randomHex.length) {
    randomHex = randomFillSync(pool).toString('hex')
    used = 0
  }
  const random = randomHex.slice(used, used + randomDigitsPerId)
  used += randomDigitsPerId
  return `req_${lastMsHex}${hex(countInMs, 4)}${random}`
}

let readMs = Number.NaN
/** Of `readMs`: answers to requests of one millisecond follow each other. */
let readMsHex = 'none'

/** When the request of this id arrived, in Unix milliseconds. */
export function arrivalOf(requestId: string): number {
  if (!requestId.startsWith(readMsHex, 4)) {
    readMsHex = requestId.slice(4, 16)
    readMs = Number.parseInt(readMsHex, 16)
  }
  return readMs
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
