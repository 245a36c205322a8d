/** How many failures in a row open a circuit, and for how long: the pause doubles while probes fail. */
const failuresToOpen = 5
const firstPauseMs = 5_000
const longestPauseMs = 60_000
/** Model names are the clients' to choose: the circuit that was touched longest ago makes room. */
const maxCircuits = 1_000

interface Circuit {
  failures: number
  pauseMs: number
  /** Until then nothing is sent; 0 while closed. */
  openUntilMs: number
  isProbing: boolean
}

export interface TargetTrouble {
  readonly target: string
  /** In a row. */
  readonly failures: number
  readonly isOpen: boolean
  /** Until the next try; 0 when it may be tried. */
  readonly waitMs: number
}

/** Keeps calls away from a target that keeps failing, and lets one call through to see whether it is back. */
export class CircuitBreaker {
  readonly #circuits = new Map<string, Circuit>()
  readonly #nowMs: () => number

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs
  }

  /** True when a call may be sent; after a pause, for one call at a time. */
  allows(target: string): boolean {
    const circuit = this.#circuits.get(target)
    if (circuit === undefined || circuit.openUntilMs === 0) return true
    if (circuit.isProbing || this.#nowMs() < circuit.openUntilMs) return false
    circuit.isProbing = true
    return true
  }

  succeeded(target: string): void {
    if (this.#circuits.size > 0) this.#circuits.delete(target)
  }

  failed(target: string): void {
    const circuit = this.#circuits.get(target) ?? {
      failures: 0,
      pauseMs: firstPauseMs,
      openUntilMs: 0,
      isProbing: false,
    }
    circuit.failures++
    if (circuit.failures >= failuresToOpen) {
      circuit.pauseMs = circuit.isProbing
        ? Math.min(circuit.pauseMs * 2, longestPauseMs)
        : circuit.pauseMs
      circuit.openUntilMs = this.#nowMs() + circuit.pauseMs
      circuit.isProbing = false
    }
    this.#circuits.delete(target)
    this.#circuits.set(target, circuit)
    const [oldest] = this.#circuits.keys()
    if (this.#circuits.size > maxCircuits && oldest !== undefined) this.#circuits.delete(oldest)
  }

  /** The targets that failed of late, whose ids begin so. */
  troubles(idPrefix: string): TargetTrouble[] {
    return Array.from(this.#circuits).flatMap(([target, { failures, openUntilMs }]) =>
      target.startsWith(idPrefix)
        ? [{ target, failures, isOpen: openUntilMs !== 0, waitMs: this.waitMs(target) }]
        : [],
    )
  }

  /** Milliseconds until the target may be tried again; 0 when it may be now. */
  waitMs(target: string): number {
    const openUntilMs = this.#circuits.get(target)?.openUntilMs ?? 0
    return Math.max(0, openUntilMs - this.#nowMs())
  }
}
