import { type JobContext, leaseMs } from '../jobs/job-runner.ts'
import type { JobLease } from '../storage/jobs.ts'
import type { TuningParts } from './tuning.ts'

/** One job at work, in one process. */
export interface TuningRun {
  readonly parts: TuningParts
  readonly context: JobContext
}

/** What every write of the job shows, and renews. */
export function leaseOf({ parts, context }: TuningRun): JobLease {
  return { ...context.lease, untilMs: parts.now() + leaseMs }
}
