import { type JobLease, type JobRow, type Jobs, LeaseLost } from '../storage/jobs.ts'

/** What a handler gets to know of the job that it works on. */
export interface JobContext {
  readonly subject: string
  /** 1 at the first time. */
  readonly attempts: number
  /** Names the job and its worker: only who has it may write results. */
  readonly lease: Omit<JobLease, 'untilMs'>
  /** Aborted when the process stops, or somebody else has the job: begin nothing more. */
  readonly signal: AbortSignal
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
  /** Jobs at the same time. */
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
  readonly #running = new Map<string, AbortController>()
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
      if (this.#isWoken && this.#hasRoom) this.wake()
    })
  }

  /** Takes nothing more, asks what runs to pause, and resolves when it has. */
  async stop(): Promise<void> {
    this.#isStopped = true
    for (const timer of this.#timers) clearInterval(timer)
    await this.#taking
    for (const running of this.#running.values()) running.abort()
    if (this.#running.size > 0) await this.#idle.promise
  }

  get #hasRoom(): boolean {
    return !this.#isStopped && this.#running.size < this.#parts.maxJobs
  }

  async #takeAll(): Promise<void> {
    const { jobs, owner, now, handlers } = this.#parts
    const kinds = Object.keys(handlers)
    while (this.#hasRoom) {
      this.#isWoken = false
      const taking = { kinds, owner, nowMs: now(), untilMs: now() + leaseMs }
      const job = await jobs.take(taking).catch(() => null)
      if (job === null) return
      void this.#run(job)
    }
  }

  async #run(job: JobRow): Promise<void> {
    const { jobs, handlers, owner, now, reportFailure } = this.#parts
    const controller = new AbortController()
    this.#running.set(job.id, controller)
    const lease = { id: job.id, owner }
    const { subject, attempts } = job
    try {
      const handler = handlers[job.kind]
      if (handler === undefined) throw new Error(`a job of kind ${job.kind} was taken`)
      const outcome = await handler({ subject, attempts, lease, signal: controller.signal })
      if (outcome === 'done') await jobs.finish(job)
      else await jobs.pause(job, outcome.runAtMs)
    } catch (error) {
      reportFailure(error, job)
      const pauseMs = Math.min(longestPauseMs, 1_000 * 2 ** attempts)
      // Without a database nothing can be postponed: the lease ends by itself.
      await jobs.postpone(lease, now() + pauseMs).catch(() => {})
    } finally {
      this.#running.delete(job.id)
      if (this.#isStopped && this.#running.size === 0) this.#idle.resolve()
      this.wake()
    }
  }

  /** Handlers that write renew their own lease; those that only compute, or wait, need this. */
  async #renew(): Promise<void> {
    const { jobs, owner, now } = this.#parts
    for (const [id, controller] of this.#running) {
      const lease = { id, owner, untilMs: now() + leaseMs }
      await jobs.renew(lease).catch((error: unknown) => {
        if (error instanceof LeaseLost) controller.abort()
      })
    }
  }
}
