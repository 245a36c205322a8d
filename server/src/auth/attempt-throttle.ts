/** At most so many attempts in a window that begins with the first. */
interface AttemptLimit {
  readonly attempts: number
  readonly windowMs: number
}

export interface ThrottleOptions {
  readonly perSubject: AttemptLimit
  /** Over all subjects; also bounds the work and the memory that guessing can cost us. */
  readonly overall: AttemptLimit
  /** Unix milliseconds. */
  readonly now: () => number
}

const MINUTE_MS = 60_000

/** For signing in: a person mistypes a few times; 60 hashes a minute cost this machine 2 s of work. */
export const LOGIN_LIMITS = {
  perSubject: { attempts: 5, windowMs: 15 * MINUTE_MS },
  overall: { attempts: 60, windowMs: MINUTE_MS },
} as const

/** For the owner code: at this pace, its 39 bits take a guesser 200,000 years. */
export const SETUP_LIMITS = {
  perSubject: { attempts: 5, windowMs: MINUTE_MS },
  overall: { attempts: 5, windowMs: MINUTE_MS },
} as const

export type ThrottleVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfterMs: number }

interface Window {
  count: number
  endsAtMs: number
}

/**
 * Slows down guessing. An attempt counts when it begins, so that many at once gain nothing; a right one
 * is forgiven. It lives in memory: a restart, which a guesser cannot cause, starts it anew.
 */
export class AttemptThrottle {
  readonly #options: ThrottleOptions
  readonly #subjects = new Map<string, Window>()
  #overall: Window = { count: 0, endsAtMs: 0 }

  constructor(options: ThrottleOptions) {
    this.#options = options
  }

  attempt(subject: string): ThrottleVerdict {
    const { perSubject, overall, now } = this.#options
    const nowMs = now()
    this.#renewOverall(nowMs)
    const window = this.#windowOf(subject, nowMs)
    if (window.count >= perSubject.attempts) return refusal(window, nowMs)
    if (this.#overall.count >= overall.attempts) return refusal(this.#overall, nowMs)
    window.count += 1
    this.#overall.count += 1
    this.#subjects.set(subject, window)
    return { allowed: true }
  }

  /** The attempt was right: the subject starts anew. */
  forgive(subject: string): void {
    this.#subjects.delete(subject)
  }

  #windowOf(subject: string, nowMs: number): Window {
    const window = this.#subjects.get(subject)
    if (window && window.endsAtMs > nowMs) return window
    return { count: 0, endsAtMs: nowMs + this.#options.perSubject.windowMs }
  }

  #renewOverall(nowMs: number): void {
    if (this.#overall.endsAtMs > nowMs) return
    this.#overall = { count: 0, endsAtMs: nowMs + this.#options.overall.windowMs }
    for (const [subject, { endsAtMs }] of this.#subjects) {
      if (endsAtMs <= nowMs) this.#subjects.delete(subject)
    }
  }
}

function refusal(window: Window, nowMs: number): ThrottleVerdict {
  return { allowed: false, retryAfterMs: window.endsAtMs - nowMs }
}
