import type { Limit } from '@llavero/protocol/limit.ts'

/** One window in time, in Unix milliseconds; the end is exclusive, and Infinity for `total`. */
export interface WindowSpan {
  readonly startMs: number
  readonly endMs: number
}

const minuteMs = 60_000
const dayMs = 86_400_000

const spans: Readonly<Record<Limit['window'], (nowMs: number) => WindowSpan>> = {
  minute: (nowMs) => spanOf(minuteMs, nowMs),
  day: (nowMs) => spanOf(dayMs, nowMs),
  month: (nowMs) => monthAt(new Date(nowMs)),
  total: () => ({ startMs: 0, endMs: Infinity }),
}

/** The window, in UTC, that a moment falls in. */
export function windowAt(window: Limit['window'], nowMs: number): WindowSpan {
  return spans[window](nowMs)
}

function spanOf(lengthMs: number, nowMs: number): WindowSpan {
  const startMs = Math.floor(nowMs / lengthMs) * lengthMs
  return { startMs, endMs: startMs + lengthMs }
}

function monthAt(now: Date): WindowSpan {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
  return { startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) }
}
