import { type JobLease, type JobRow, type Jobs, LeaseLost } from '../storage/jobs.ts'
import { giveWay, Place } from './place.ts'

/** What a handler gets to know of the job that it works on. */
export interface JobContext {
  readonly subject: string
  /** 1 at the first time. */
  readonly attempts: number
  /** Names the job and its worker: only who has it may write results. */
  readonly lease: Omit<JobLease, 'untilMs'>
  /** Aborted when the process stops, or somebody else has the job: begin nothing more. */
  readonly signal: AbortSignal
  /**
   * Aborted with `signal`, and when another job is to have this one's place. Who can go on later begins nothing more;
   * what he does meanwhile takes up nobody's place.
   */
  readonly turn: AbortSignal
  /** Nothing is begun before then: where the place is needed, the turn ends, and is not taken up again before then. */
  rest(untilMs: number): void
}

/** Does the work, or goes on with it where a former process has left it. */
export type JobHandler = (context: JobContext) => Promise<JobOutcome>

/** `done`, or when to go on. */
export type JobOutcome = 'done' | { readonly runAtMs: number }

export interface JobRunnerParts {
  readonly jobs: Jobs
  /** By kind of job. */
  readonly handlers: Readonly<Record<string, JobHandler>>
  /** Names this process: unique among all, and new at each start. */
  readonly owner: string
  readonly now: () => number
  readonly reportFailure: (error: unknown, job: JobRow) => void
  /** Jobs at the same time, shared among those who ask for work. */
  readonly maxJobs: number
}

/** A process that has not renewed its lease for so long counts as dead. */
export const leaseMs = 30_000
const renewalMs = leaseMs / 3
/** The safety net below wake-ups: they can be lost with a connection, and time passes without one. */
const pollMs = 1_000
const longestPauseMs = 60_000

/** Takes jobs that are due and works on them, until it is stopped. */
export class JobRunner {
  readonly #parts: JobRunnerParts
  readonly #places = new Map<string, Place>()
  readonly #timers: NodeJS.Timeout[] = []
  #taking: Promise<void> | null = null
  #isWoken = false
  #isStopped = false
  readonly #idle = Promise.withResolvers<void>()

  constructor(parts: JobRunnerParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timers.push(
      setInterval(() => this.wake(), pollMs).unref(),
      setInterval(() => void this.#renew(), renewalMs).unref(),
    )
    this.wake()
  }

  /** There may be work to do. */
  wake(): void {
    this.#isWoken = true
    this.#taking ??= this.#takeAll().finally(() => {
      this.#taking = null
      if (this.#isWoken && !this.#isStopped) this.wake()
    })
  }

  /** Takes nothing more, asks what runs to pause, and resolves when it has. */
  async stop(): Promise<void> {
    this.#isStopped = true
    for (const timer of this.#timers) clearInterval(timer)
    await this.#taking
    for (const place of this.#places.values()) place.stop()
    if (this.#places.size > 0) await this.#idle.promise
  }

  get #kinds(): readonly string[] {
    return Object.keys(this.#parts.handlers)
  }

  async #takeAll(): Promise<void> {
    const { jobs, owner, now } = this.#parts
    while (await this.#mayTake()) {
      const taking = { kinds: this.#kinds, owner, nowMs: now(), untilMs: now() + leaseMs }
      const job = await jobs.take(taking).catch(() => null)
      if (job === null) return
      void this.#run(job)
    }
  }

  async #mayTake(): Promise<boolean> {
    this.#isWoken = false
    return !this.#isStopped && (this.#hasRoom || (await this.#makeRoom()))
  }

  get #hasRoom(): boolean {
    const { maxJobs } = this.#parts
    return [...this.#places.values()].filter(({ isLeaving }) => !isLeaving).length < maxJobs
  }

  /** Asks one job to go where another one has a better right to its place. */
  async #makeRoom(): Promise<boolean> {
    const { jobs, now } = this.#parts
    const when = { kinds: this.#kinds, nowMs: now() }
    const waiting = await jobs.peek(when).catch(() => null)
    if (waiting === null) return false
    const place = giveWay([...this.#places.values()], waiting, now())
    place?.endTurn()
    return place !== null
  }

  async #run(job: JobRow): Promise<void> {
    const { jobs, handlers, owner, now, reportFailure } = this.#parts
    const place = new Place(job, now())
    this.#places.set(job.id, place)
    const lease = { id: job.id, owner }
    const { subject, attempts } = job
    try {
      const handler = handlers[job.kind]
      if (handler === undefined) throw new Error(`a job of kind ${job.kind} was taken`)
      const { signal, turn } = place
      const rest = (untilMs: number) => {
        place.restUntilMs = untilMs
      }
      const outcome = await handler({ subject, attempts, lease, signal, turn, rest })
      if (outcome === 'done') await jobs.finish(job)
      else await jobs.pause(job, Math.max(outcome.runAtMs, place.restUntilMs))
    } catch (error) {
      reportFailure(error, job)
      const pauseMs = Math.min(longestPauseMs, 1_000 * 2 ** attempts)
      // Without a database nothing can be postponed: the lease ends by itself.
      await jobs.postpone(lease, now() + pauseMs).catch(() => {})
    } finally {
      this.#places.delete(job.id)
      if (this.#isStopped && this.#places.size === 0) this.#idle.resolve()
      this.wake()
    }
  }

  /** Handlers that write renew their own lease; those that only compute, or wait, need this. */
  async #renew(): Promise<void> {
    const { jobs, owner, now } = this.#parts
    for (const [id, place] of this.#places) {
      const lease = { id, owner, untilMs: now() + leaseMs }
      await jobs.renew(lease).catch((error: unknown) => {
        if (error instanceof LeaseLost) place.stop()
      })
    }
  }
}
