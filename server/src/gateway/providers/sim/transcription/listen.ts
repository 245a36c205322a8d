/** `sim-transcribe`: hears what the simulator said, and says so where somebody else is speaking. */
import type { Language } from '../corpus.ts'
import { findCarriedWords } from '../speech/carried-text.ts'
import { voices } from '../speech/voices.ts'
import { readWav } from '../speech/wav.ts'

export interface HeardWord {
  /** With what stands behind it. */
  readonly text: string
  /** Seconds. */
  readonly start: number
  readonly end: number
  /** The name of a voice of ours. */
  readonly voice: string
}

export interface Hearing {
  /** Seconds; an estimate where the file is no WAV. */
  readonly duration: number
  /** Empty where nobody we know is speaking. */
  readonly words: readonly HeardWord[]
}

/** Null for a file that is no sound in any format of the API. */
export function listen(file: Uint8Array): Hearing | null {
  const wav = readWav(file)
  if (wav === null)
    return isOtherSound(file) ? { duration: file.length / bytesPerSecond, words: [] } : null
  const { samples, sampleRate } = wav
  const words = findCarriedWords(samples).map(({ text, voice, start, soundSamples }) => ({
    text,
    start: start / sampleRate,
    end: Math.min(samples.length, start + soundSamples) / sampleRate,
    voice: voices[voice]?.name ?? `voice ${voice}`,
  }))
  return { duration: samples.length / sampleRate, words }
}

/** 128 kbit/s, usual for packed sound: all that can be said about its length without unpacking it. */
const bytesPerSecond = 16_000

/** How files of the API's other formats begin. */
const beginnings: readonly (readonly [offset: number, text: string])[] = [
  [0, 'ID3'],
  [0, 'fLaC'],
  [0, 'OggS'],
  [4, 'ftyp'],
  [0, '\x1a\x45\xdf\xa3'],
]

function isOtherSound(file: Uint8Array): boolean {
  const head = Buffer.from(file.subarray(0, 16)).toString('latin1')
  // Eleven set bits begin a frame of MPEG sound.
  const isMpeg = file[0] === 0xff && ((file[1] ?? 0) & 0xe0) === 0xe0
  return isMpeg || beginnings.some(([offset, text]) => head.startsWith(text, offset))
}

/** What is said about sound that is not ours. */
export const foreignSound: Readonly<Record<Language, string>> = {
  en: '[This is the simulator: it understands only speech that it has made itself, as WAV.]',
  es: '[Este es el simulador: solo entiende el habla que él mismo ha generado, en formato WAV.]',
  ru: '[Это симулятор: он понимает только речь, которую создал сам, в формате WAV.]',
  ko: '[이것은 시뮬레이터입니다. 스스로 만든 WAV 음성만 알아듣습니다.]',
}

export const languageNames: Readonly<Record<Language, string>> = {
  en: 'english',
  es: 'spanish',
  ru: 'russian',
  ko: 'korean',
}
