import type { JobRow, WaitingJob } from '../storage/jobs.ts'

/** One job at work in this process. */
export class Place {
  readonly job: JobRow
  readonly sinceMs: number
  readonly #stop = new AbortController()
  readonly #turn = new AbortController()
  /** Nothing is begun before then. */
  restUntilMs = 0

  constructor(job: JobRow, sinceMs: number) {
    this.job = job
    this.sinceMs = sinceMs
  }

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  get turn(): AbortSignal {
    return this.#turn.signal
  }

  /** It was asked to go: what it has begun is finished, in nobody's place. */
  get isLeaving(): boolean {
    return this.#turn.signal.aborted
  }

  endTurn(): void {
    this.#turn.abort()
  }

  /** The process stops, or somebody else has the job. */
  stop(): void {
    this.#stop.abort()
    this.#turn.abort()
  }
}

/** For less than this it is not worth while to lay work down and to take it up again. */
const shortestRestMs = 5_000
/** So long a job keeps its place while somebody waits who has not a single one. */
const turnMs = 60_000

/**
 * Whose place goes to a job that waits while all are taken; null where nobody's does. One that only rests gives its
 * place up. Else whoever has more jobs at work than the one who waits gives up one: at once where he has two more, and
 * when it had its turn where he has one more.
 */
export function giveWay(
  places: readonly Place[],
  { askedBy, shares }: WaitingJob,
  nowMs: number,
): Place | null {
  const staying = places.filter(({ isLeaving }) => !isLeaving)
  const resting = staying.find(({ restUntilMs }) => restUntilMs - nowMs >= shortestRestMs)
  if (resting) return resting
  const shareOf = (who: string | null) =>
    (shares.get(who) ?? 0) -
    places.filter(({ isLeaving, job }) => isLeaving && job.asked_by === who).length
  const leadOf = ({ job }: Place) => shareOf(job.asked_by) - shareOf(askedBy)
  const isOver = (place: Place) => leadOf(place) >= (nowMs - place.sinceMs >= turnMs ? 1 : 2)
  return staying.filter(isOver).toSorted((one, other) => leadOf(other) - leadOf(one))[0] ?? null
}
