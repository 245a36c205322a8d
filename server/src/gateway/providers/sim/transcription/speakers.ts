import { listen } from './listen.ts'
import type { Segment } from './transcript.ts'

/** A name, and sound of the one who has it. */
export interface SpeakerHint {
  readonly name: string
  readonly sound: Uint8Array
}

/** The speaker of each voice: its name where a sample of it was given, else A, B … in order. */
export function nameSpeakers(
  segments: readonly Segment[],
  hints: readonly SpeakerHint[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { name, sound } of hints) {
    const [word] = listen(sound)?.words ?? []
    if (word !== undefined) names.set(word.voice, name)
  }
  let strangers = 0
  for (const { voice } of segments) {
    if (!names.has(voice)) names.set(voice, letter(strangers++))
  }
  return names
}

/** A to Z, then A1, B1 … */
function letter(index: number): string {
  const round = Math.floor(index / 26)
  return `${String.fromCodePoint(65 + (index % 26))}${round === 0 ? '' : round}`
}
