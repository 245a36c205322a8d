/** Content for what a recording cut or left out: nobody compares it, but it has to be what it says it is. */

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVQYV2NgAAIAAAUAAarVyFEAAAAASUVORK5CYII='

export const png = Buffer.from(pixel, 'base64')

const trainingLine = {
  messages: [
    { role: 'user', content: 'What is a key ring?' },
    { role: 'assistant', content: 'A ring that holds keys.' },
  ],
}
const batchBody = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello.' }] }

export const trainingLines = Buffer.from(`${JSON.stringify(trainingLine)}\n`.repeat(10))

export const batchLines = Buffer.from(
  `${JSON.stringify({
    custom_id: 'one',
    method: 'POST',
    url: '/v1/chat/completions',
    body: batchBody,
  })}\n`,
)

/** So many bytes that are text, whatever kind of file they are said to be. */
export function textOf(byteCount: number): Buffer {
  return Buffer.alloc(byteCount, 'The quick brown fox jumps over the lazy dog.\n')
}

const sampleRate = 16_000

/** Two seconds of a tone, as mono PCM of 16 bits (http://soundfile.sapp.org/doc/WaveFormat/). */
export function wav(): Buffer {
  const samples = Buffer.alloc(sampleRate * 2 * 2)
  for (let index = 0; index < samples.length / 2; index++) {
    samples.writeInt16LE(
      Math.round(8000 * Math.sin((index * 440 * 2 * Math.PI) / sampleRate)),
      index * 2,
    )
  }
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(sampleRate, 24)
  head.writeUInt32LE(sampleRate * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}
