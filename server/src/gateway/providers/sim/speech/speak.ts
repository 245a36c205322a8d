import { carryWord } from './carried-text.ts'
import { Synthesizer } from './synthesizer.ts'
import { readUtterances, type Utterance } from './utterance.ts'
import { type Voice, voices } from './voices.ts'

export interface Speech {
  readonly sampleCount: number
  /** The samples of one word after the other, each with its text in it. */
  readonly words: Iterable<Int16Array>
}

/** Speaks a text at 24,000 samples a second. The same text, voice and speed give the same samples. */
export function speak(text: string, voice: Voice, speed: number): Speech {
  const utterances = readUtterances(text, speed)
  return {
    sampleCount: utterances.reduce((sum, { samples }) => sum + samples, 0),
    words: speakAll(utterances, voice),
  }
}

function* speakAll(utterances: readonly Utterance[], voice: Voice): Generator<Int16Array> {
  const synthesizer = new Synthesizer(voice)
  const number = voices.indexOf(voice)
  for (const utterance of utterances) {
    const samples = synthesizer.speak(utterance)
    carryWord(samples, { ...utterance, voice: number })
    yield samples
  }
}
