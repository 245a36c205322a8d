/**
 * A formant synthesiser (after Klatt, 1980): pulses and noise through three resonances that move from
 * sound to sound. It speaks letter by letter, so it is rhythm and melody rather than words.
 */
import { createRandom, type Random } from '../random.ts'
import { type Sound, soundTable } from './sounds.ts'
import { sampleRate, type TimedSound, type Utterance } from './utterance.ts'
import type { Voice } from './voices.ts'

/** The resonances are set anew every so many samples: 2.5 ms. */
const frameLength = 60

const bandwidths = [80, 110, 170] as const

/** Speaks one utterance after the other; what it hears last still rings in the next. */
export class Synthesizer {
  readonly #voice: Voice
  readonly #random: Random
  readonly #tract = bandwidths.map((bandwidth) => new Resonator(bandwidth))
  readonly #hiss = new Resonator(900)
  #formants: readonly number[] = [500, 1_500, 2_500]
  #phase = 0
  #pulse = 0
  #voiceLevel = 0
  #noiseLevel = 0
  #sinceSentence = 0

  constructor(voice: Voice) {
    this.#voice = voice
    this.#random = createRandom(0, voice.name)
  }

  /** All samples of an utterance, its pause included. */
  speak(utterance: Utterance): Int16Array {
    const samples = new Int16Array(utterance.samples)
    let at = 0
    for (const timed of utterance.sounds) {
      this.#sound(samples.subarray(at, at + timed.samples), timed, (offset) =>
        this.#pitchAt(utterance, (at + offset) / Math.max(1, utterance.soundSamples)),
      )
      at += timed.samples
    }
    this.#silence(samples.subarray(at))
    this.#sinceSentence = utterance.melody === 'level' ? this.#sinceSentence + 1 : 0
    return samples
  }

  #pitchAt({ melody }: Utterance, share: number): number {
    const { pitch, liveliness } = this.#voice
    const decline = 0.015 * Math.min(8, this.#sinceSentence)
    const accent = 0.06 * Math.sin(Math.PI * Math.min(1, share * 1.4))
    const ending = melody === 'rise' ? 0.35 * share ** 2 : melody === 'fall' ? -0.18 * share : 0
    return pitch * (1 + liveliness * (accent + ending - decline))
  }

  #sound(samples: Int16Array, { sound }: TimedSound, pitchAt: (offset: number) => number): void {
    const shape: (typeof soundTable)[Sound] = soundTable[sound]
    const target = shape.formants.map((hertz) => hertz * this.#voice.formantScale)
    // A stop is closed for the first half, and opens with a burst.
    const opening = shape.isStop ? samples.length * 0.55 : 0
    for (let start = 0; start < samples.length; start += frameLength) {
      this.#moveTo(target)
      const isClosed = start < opening
      const burst = shape.isStop ? Math.max(0, 1 - (start - opening) / (sampleRate * 0.025)) : 1
      const [hertz, strength] = shape.noise ?? [2_500, this.#voice.breath * 0.3]
      this.#hiss.tune(hertz)
      this.#frame(samples.subarray(start, start + frameLength), {
        pitch: pitchAt(start),
        voice: isClosed ? shape.voice * 0.3 : shape.voice,
        noise: isClosed ? 0 : strength * burst,
      })
    }
  }

  #silence(samples: Int16Array): void {
    for (let start = 0; start < samples.length; start += frameLength) {
      this.#frame(samples.subarray(start, start + frameLength), {
        pitch: this.#voice.pitch,
        voice: 0,
        noise: 0,
      })
    }
  }

  /** Goes a part of the way, so that sounds run into one another. */
  #moveTo(target: readonly number[]): void {
    this.#formants = this.#formants.map(
      (hertz, index) => hertz + ((target[index] ?? hertz) - hertz) * 0.16,
    )
    for (const [index, resonator] of this.#tract.entries()) {
      resonator.tune(this.#formants[index] ?? 500)
    }
  }

  #frame(
    samples: Int16Array,
    { pitch, voice, noise }: { pitch: number; voice: number; noise: number },
  ): void {
    for (let index = 0; index < samples.length; index++) {
      this.#voiceLevel += (voice - this.#voiceLevel) * 0.01
      this.#noiseLevel += (noise - this.#noiseLevel) * 0.02
      const white = this.#random() * 2 - 1
      let sound =
        this.#source(pitch) * this.#voiceLevel + white * this.#voice.breath * 0.2 * this.#voiceLevel
      for (const resonator of this.#tract) sound = resonator.pass(sound)
      const hissing = this.#hiss.pass(white) * this.#noiseLevel
      samples[index] = clip(sound * 9_000 + hissing * 16_000)
    }
  }

  /** The glottis: a falling saw, made dull. */
  #source(pitch: number): number {
    this.#phase += pitch / sampleRate
    if (this.#phase >= 1) this.#phase -= 1
    const saw = this.#phase < 0.4 ? this.#phase / 0.4 : (1 - this.#phase) / 0.6
    const change = saw - this.#pulse
    this.#pulse = saw
    return change * 12
  }
}

/** Loud is bent, not cut. */
function clip(value: number): number {
  return Math.round(Math.tanh(value / 30_000) * 30_000)
}

/** A two-pole resonance. */
class Resonator {
  readonly #bandwidth: number
  #hertz = 0
  #gain = 0
  #first = 0
  #second = 0
  #last = 0
  #lastButOne = 0

  constructor(bandwidth: number) {
    this.#bandwidth = bandwidth
  }

  tune(hertz: number): void {
    if (hertz === this.#hertz) return
    this.#hertz = hertz
    const radius = Math.exp((-Math.PI * this.#bandwidth) / sampleRate)
    this.#second = -radius * radius
    this.#first = 2 * radius * Math.cos((2 * Math.PI * hertz) / sampleRate)
    this.#gain = 1 - this.#first - this.#second
  }

  pass(value: number): number {
    const result = this.#gain * value + this.#first * this.#last + this.#second * this.#lastButOne
    this.#lastButOne = this.#last
    this.#last = result
    return result
  }
}
