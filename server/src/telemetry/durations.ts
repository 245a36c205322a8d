/**
 * A histogram of durations in the text format of Prometheus. The client library's own costs a
 * microsecond for each observation, as much as half of all accounting; this one costs an addition.
 */
export class Durations {
  readonly #name: string
  readonly #help: string
  readonly #upperBoundsMs: readonly number[]
  readonly #counts: number[]
  #sumMs = 0

  /** `upperBoundsMs` rise; a last bucket takes what is longer. */
  constructor(name: string, help: string, upperBoundsMs: readonly number[]) {
    this.#name = name
    this.#help = help
    this.#upperBoundsMs = upperBoundsMs
    this.#counts = Array.from({ length: upperBoundsMs.length + 1 }, () => 0)
  }

  observe(durationMs: number): void {
    let bucket = 0
    while (durationMs > (this.#upperBoundsMs[bucket] ?? Infinity)) bucket++
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#sumMs += durationMs
  }

  /** Seconds, as the conventions of Prometheus want them. */
  text(): string {
    let count = 0
    const buckets = this.#counts.map((inBucket, index) => {
      count += inBucket
      const bound = this.#upperBoundsMs[index]
      return `${this.#name}_bucket{le="${bound === undefined ? '+Inf' : bound / 1000}"} ${count}`
    })
    return [
      `# HELP ${this.#name} ${this.#help}`,
      `# TYPE ${this.#name} histogram`,
      ...buckets,
      `${this.#name}_sum ${this.#sumMs / 1000}`,
      `${this.#name}_count ${count}`,
      '',
    ].join('\n')
  }
}
