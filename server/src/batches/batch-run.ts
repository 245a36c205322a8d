import { type JobContext, leaseMs } from '../jobs/job-runner.ts'
import type { JobLease } from '../storage/jobs.ts'
import type { BatchParts } from './batches.ts'

/** One batch at work, in one process. */
export interface BatchRun {
  readonly parts: BatchParts
  readonly context: JobContext
}

/** What every write of the job shows, and renews. */
export function leaseOf({ parts, context }: BatchRun): JobLease {
  return { ...context.lease, untilMs: parts.now() + leaseMs }
}
