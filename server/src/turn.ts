/**
 * One turn of the event loop, in three steps: everything is read, then handled, then written. Under load a turn has
 * two dozen calls. One call at a time would run through some hundred kilobytes of code between two reads and find
 * little of it in the processor's cache, and a write among reads wakes the process at the other end for a single
 * message (decision 0008). Alone, a call waits for nothing.
 */

let handling: (() => void)[] = []
let writing: (() => void)[] = []
/** Where the turn stands: there is nothing to do yet, or it waits for all reads, or handles what they brought. */
let step: 'free' | 'reading' | 'handling' = 'free'

/** To be done in this turn when everything has been read; what is asked for meanwhile follows at once. */
export function afterReads(handle: () => void): void {
  handling.push(handle)
  begin()
}

/** To be done in this turn when everything has been read and handled, up to where it has to wait for something. */
export function afterHandling(write: () => void): void {
  writing.push(write)
  begin()
}

function begin(): void {
  if (step !== 'free') return
  step = 'reading'
  setImmediate(handleAll)
}

function handleAll(): void {
  step = 'handling'
  // Of a promise's making, the tick comes when no promise has anything left to do; else it would come before them all.
  queueMicrotask(() => process.nextTick(writeAll))
  for (const handle of handling) handle()
  handling = []
}

function writeAll(): void {
  step = 'free'
  const writes = writing
  writing = []
  for (const write of writes) write()
  // What a promise has asked for belongs to the next turn.
  if (handling.length > 0) begin()
}

/** What comes in one turn, piece by piece, and is done with together. */
export class Gathered<Item> {
  #items: Item[] = []
  readonly #later: (takeAll: () => void) => void
  readonly #takeAll: () => void

  /** `later` is `afterReads` or `afterHandling`. `take` gets all that came until then, in order, and must not throw. */
  constructor(later: (takeAll: () => void) => void, take: (items: readonly Item[]) => void) {
    this.#later = later
    this.#takeAll = () => {
      const items = this.#items
      this.#items = []
      take(items)
    }
  }

  add(item: Item): void {
    if (this.#items.length === 0) this.#later(this.#takeAll)
    this.#items.push(item)
  }
}
