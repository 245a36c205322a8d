import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { findCarriedWords } from './carried-text.ts'
import { speak } from './speak.ts'
import { findVoice, type Voice, voices } from './voices.ts'
import { readWav, wavHeader } from './wav.ts'

const alloy = voiceOf('alloy')

function voiceOf(name: string): Voice {
  return findVoice(name) ?? assert.fail(name)
}

function say(text: string, { voice = alloy, speed = 1 } = {}): Int16Array {
  const { words, sampleCount } = speak(text, voice, speed)
  const samples = Int16Array.from([...words].flatMap((word) => [...word]))
  assert.equal(samples.length, sampleCount)
  return samples
}

function heard(samples: Int16Array): string {
  return findCarriedWords(samples)
    .map(({ text }) => text)
    .join('')
}

function loudness(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length)
}

const sentences = [
  'Hello, world! Is this a test?\nYes: number 42.',
  '¡Hola, mundo! ¿Qué tal está usted?',
  'Привет, мир! Это проверка связи.',
  '안녕하세요, 세계! 이것은 시험입니다.',
  'مرحبا 世界 🎉',
]

describe('speech', () => {
  it('carries its text, in every script, at every speed and in every voice', () => {
    for (const [index, text] of sentences.entries()) {
      for (const speed of [0.25, 1, 4]) {
        const voice = voices[(index * 3 + speed * 4) % voices.length] ?? alloy
        assert.equal(heard(say(text, { voice, speed })), text)
      }
    }
  })

  it('carries any text', () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(texts, fc.constantFrom(0.25, 1, 4), (text, speed) => {
        // A lone half of a surrogate pair is no text that UTF-8 can carry.
        fc.pre(text.isWellFormed())
        assert.equal(heard(say(text, { speed })), text)
      }),
      { numRuns: 40 },
    )
    assert.equal(
      heard(say(`${'x'.repeat(700)} ${' '.repeat(500)}!`)),
      `${'x'.repeat(700)} ${' '.repeat(500)}!`,
    )
  })

  it('can be heard, is never too loud, and is silent between sentences', () => {
    const samples = say('Hello there. Hello again.')
    assert.ok(loudness(samples) > 600, `${loudness(samples)}`)
    assert.ok(samples.every((value) => Math.abs(value) < 32_000))
    const [, pause] = findCarriedWords(samples)
    const end = (pause?.start ?? 0) + (pause?.soundSamples ?? 0)
    assert.ok(loudness(samples.subarray(end + 2_400, end + 6_000)) < 60)
  })

  it('is longer when it is slower, and sounds different in another voice', () => {
    const [slow, usual, fast] = [0.5, 1, 2].map((speed) => say('a few words', { speed }).length)
    assert.ok((slow ?? 0) > (usual ?? 0) * 1.9 && (fast ?? 0) < (usual ?? 0) * 0.6)
    const pitches = ['onyx', 'shimmer'].map((name) =>
      crossings(say('aaaaaaaa', { voice: voiceOf(name) })),
    )
    assert.ok((pitches[1] ?? 0) > (pitches[0] ?? 0) * 1.1)
    assert.deepEqual(say('the same'), say('the same'))
  })

  it('has each word where it is spoken', () => {
    const words = findCarriedWords(say('one two three'))
    assert.deepEqual(
      words.map(({ text }) => text),
      ['one ', 'two ', 'three'],
    )
    for (const [index, word] of words.entries()) {
      const next = words[index + 1]
      if (next !== undefined) assert.ok(word.start + word.soundSamples < next.start)
      assert.equal(word.voice, 0)
    }
  })

  it('keeps the words that survive a cut, a join or damage', () => {
    const [first, second] = [say('one two three '), say('four five', { voice: voiceOf('echo') })]
    assert.equal(heard(Int16Array.from([...first, ...second])), 'one two three four five')
    assert.equal(heard(first.subarray(1_000)), 'two three ')
    const damaged = first.slice()
    const middle = findCarriedWords(first)[1]?.start ?? 0
    damaged[middle + 90] = (damaged[middle + 90] ?? 0) ^ 1
    assert.equal(heard(damaged), 'one three ')
  })

  it('finds nothing in other sound', () => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 3_000 }), (samples) => {
        assert.deepEqual(findCarriedWords(samples), [])
      }),
    )
  })
})

/** Sign changes: more of them mean a higher sound. */
function crossings(samples: Int16Array): number {
  return samples.filter((value, index) => value < 0 !== (samples[index - 1] ?? 0) < 0).length
}

describe('a WAV file', () => {
  const samples = say('Survives re-wrapping.')

  it('is read as it was written, also with other chunks and a length that nobody knew', () => {
    const data = Buffer.from(samples.buffer)
    const file = Buffer.concat([wavHeader(samples.length, 24_000), data])
    assert.deepEqual(readWav(file), { sampleRate: 24_000, samples })
    const list = Buffer.concat([Buffer.from('LIST\x05\0\0\0abcde\0', 'latin1')])
    const other = Buffer.concat([file.subarray(0, 36), list, file.subarray(36)])
    other.writeUInt32LE(0xffff_ffff, 4)
    other.writeUInt32LE(0xffff_ffff, 36 + list.length + 4)
    assert.equal(heard(readWav(other)?.samples ?? new Int16Array()), 'Survives re-wrapping.')
  })

  it('gives its words in deeper formats and on two channels', () => {
    const wider: readonly [number, number, (value: number, to: Buffer, at: number) => void][] = [
      [1, 24, (value, to, at) => to.writeIntLE(value * 256, at, 3)],
      [1, 32, (value, to, at) => to.writeInt32LE(value * 65_536, at)],
      [3, 32, (value, to, at) => to.writeFloatLE(value / 32_768, at)],
    ]
    for (const [kind, bits, write] of wider) {
      const size = bits / 8
      const data = Buffer.alloc(samples.length * size * 2)
      for (const [index, value] of samples.entries()) {
        write(value, data, index * size * 2)
        write(0, data, index * size * 2 + size)
      }
      const header = wavHeader(0, 24_000)
      header.writeUInt16LE(kind, 20)
      header.writeUInt16LE(2, 22)
      header.writeUInt16LE(bits, 34)
      header.writeUInt32LE(data.length, 40)
      const read = readWav(Buffer.concat([header, data]))
      assert.equal(
        heard(read?.samples ?? new Int16Array()),
        'Survives re-wrapping.',
        `${kind}/${bits}`,
      )
    }
  })

  it('is not found in other files', () => {
    for (const bytes of [
      '',
      'RIFF',
      'RIFF\0\0\0\0WAVE',
      'ID3 and more',
      'RIFF\0\0\0\0WAVEfmt \x02\0\0\0ab',
    ]) {
      assert.equal(readWav(Buffer.from(bytes, 'latin1')), null)
    }
  })
})
