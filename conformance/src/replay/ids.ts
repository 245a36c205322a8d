const idPattern =
  /\b(?:file-|batch_|upload_|part_|chatcmpl-|cmpl-|ftjob-|ftckpt_|ftevent-|audio_)[0-9A-Za-z]{8,}/g

/** Ids of the service in the recordings, and the ones that stand for them at our server. */
export class IdMap {
  readonly #ours = new Map<string, string>()

  has(recorded: string): boolean {
    return this.#ours.has(recorded)
  }

  set(recorded: string, ours: string): void {
    if (!this.#ours.has(recorded)) this.#ours.set(recorded, ours)
  }

  /** What it stood for is gone; who still speaks of it, by whatever name, means another one. */
  forget(recorded: string): void {
    const gone = this.#ours.get(recorded)
    for (const [name, ours] of this.#ours) if (ours === gone) this.#ours.delete(name)
  }

  /** A text of the recording, with our ids in it. */
  translate(text: string): string {
    return text.replaceAll(idPattern, (id) => this.#ours.get(id) ?? id)
  }

  /** Learns which of our ids stands for which, from two answers to the same question. */
  learn(recorded: unknown, ours: unknown): void {
    if (typeof recorded === 'string' && typeof ours === 'string') {
      if (isId(recorded) && isId(ours)) this.set(recorded, ours)
    } else if (isContainer(recorded) && isContainer(ours)) {
      for (const [key, value] of Object.entries(recorded)) this.learn(value, Reflect.get(ours, key))
    }
  }
}

/** The ids that a text speaks of. */
export function idsIn(text: string): readonly string[] {
  return text.match(idPattern) ?? []
}

function isId(text: string): boolean {
  return idsIn(text)[0] === text
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
