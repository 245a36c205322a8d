/** What was heard, as sentences, and as the API's files of subtitles. */
import type { Hearing, HeardWord } from './listen.ts'

export interface Segment {
  readonly text: string
  /** Seconds. */
  readonly start: number
  readonly end: number
  readonly voice: string
}

/** The longest piece of subtitles, as the service cuts them. */
const longestSegmentSeconds = 30

/** Sentences; a change of voice begins another one. */
export function segmentsOf({ words }: Hearing): Segment[] {
  const groups: HeardWord[][] = []
  for (const word of words) {
    const group = groups.at(-1)
    if (group === undefined || endsBefore(group, word)) groups.push([word])
    else group.push(word)
  }
  return groups.flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)]
    if (first === undefined || last === undefined) return []
    const text = group
      .map((word) => word.text)
      .join('')
      .trim()
    return [{ text, start: first.start, end: last.end, voice: first.voice }]
  })
}

function endsBefore(group: readonly HeardWord[], { end, voice }: HeardWord): boolean {
  const [first, last] = [group[0], group.at(-1)]
  const isSentence = /[.!?…。！？\n]["»”’)\]]*\s*$/u.test(last?.text ?? '')
  return isSentence || last?.voice !== voice || end - (first?.start ?? 0) > longestSegmentSeconds
}

/** SubRip, as the service writes it. */
export function toSrt(segments: readonly Segment[]): string {
  const blocks = segments.map(
    ({ text, start, end }, index) =>
      `${index + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${text}\n`,
  )
  return `${blocks.join('\n')}\n`
}

/** WebVTT (W3C). */
export function toVtt(segments: readonly Segment[]): string {
  const blocks = segments.map(
    ({ text, start, end }) => `${clock(start, '.')} --> ${clock(end, '.')}\n${text}\n`,
  )
  return `WEBVTT\n\n${blocks.join('\n')}\n`
}

/** `hh:mm:ss,mmm` */
function clock(seconds: number, separator: string): string {
  const ms = Math.round(seconds * 1_000)
  const part = (divisor: number, modulus: number, digits: number) =>
    String(Math.floor(ms / divisor) % modulus).padStart(digits, '0')
  return `${part(3_600_000, 100, 2)}:${part(60_000, 60, 2)}:${part(1_000, 60, 2)}${separator}${part(1, 1_000, 3)}`
}

/** A word without the signs around it, as the service lists words; empty for signs alone. */
export function bareWord(text: string): string {
  return text.trim().replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
}
