/** What is to be said, cut into words with their times, before any sound is made. */
import { carriedSampleCount, maxCarriedBytes } from './carried-text.ts'
import { type Sound, soundsOf, soundTable } from './sounds.ts'

/** Samples a second, as the service's `wav` and `pcm` have them. */
export const sampleRate = 24_000

/** A word and all that stands behind it up to the next. */
export interface Utterance {
  readonly text: string
  readonly sounds: readonly TimedSound[]
  /** Of the sounds. */
  readonly soundSamples: number
  /** Of the sounds and the pause behind them. */
  readonly samples: number
  /** Where the pitch goes: up for a question, down for a statement, on for everything else. */
  readonly melody: 'rise' | 'fall' | 'level'
}

export interface TimedSound {
  readonly sound: Sound
  readonly samples: number
}

/** `speed` is from 0.25 to 4. Joined, the texts are the text. */
export function readUtterances(text: string, speed: number): Utterance[] {
  return cutText(text).map((part) => {
    const sounds = timeSounds(soundsOf(part), speed)
    const soundSamples = sounds.reduce((sum, { samples }) => sum + samples, 0)
    const pause = samplesOf(pauseAfterMs(part), speed)
    const samples = Math.max(soundSamples + pause, carriedSampleCount(Buffer.byteLength(part)))
    return { text: part, sounds, soundSamples, samples, melody: melodyOf(part) }
  })
}

/** Words with what separates them from the next, none longer than a frame can carry. */
function cutText(text: string): string[] {
  const words = text.match(/^\s+|\S+\s*/gu) ?? []
  return words.flatMap((word) => {
    if (Buffer.byteLength(word) <= maxCarriedBytes) return [word]
    const parts: string[] = []
    let part = ''
    for (const character of word) {
      if (Buffer.byteLength(part + character) > maxCarriedBytes) {
        parts.push(part)
        part = ''
      }
      part += character
    }
    return [...parts, part]
  })
}

function timeSounds(sounds: readonly Sound[], speed: number): TimedSound[] {
  const firstVowel = sounds.findIndex((sound) => 'aeiouy'.includes(sound))
  return sounds.map((sound, index) => ({
    sound,
    // The first vowel of a word carries its stress.
    samples: samplesOf(soundTable[sound].durationMs * (index === firstVowel ? 1.25 : 1), speed),
  }))
}

function samplesOf(durationMs: number, speed: number): number {
  return Math.round((durationMs / 1_000 / speed) * sampleRate)
}

function pauseAfterMs(part: string): number {
  if (/[.!?…。！？\n]["»”’)\]]*\s*$/u.test(part) || /\n\s*$/u.test(part)) return 320
  if (/[,;:—–、，]\s*$/u.test(part)) return 170
  return 36
}

function melodyOf(part: string): Utterance['melody'] {
  const [, sign = ''] = /([.!?。！？])["»”’)\]]*\s*$/u.exec(part) ?? []
  if (sign === '') return 'level'
  return sign === '?' || sign === '？' ? 'rise' : 'fall'
}
