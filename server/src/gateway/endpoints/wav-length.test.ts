import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { wavHeader } from '../providers/sim/speech/wav.ts'
import { wavLengthMs } from './wav-length.ts'

const sampleRate = 16_000

describe('the length of a WAV file', () => {
  it('is that of its samples', () => {
    const head = wavHeader(sampleRate * 3, sampleRate)
    assert.equal(wavLengthMs(head, head.length + sampleRate * 3 * 2), 3_000)
  })

  it('is read past other chunks, and from its real size, whatever its header tells', () => {
    const plain = wavHeader(7, sampleRate)
    const note = Buffer.concat([Buffer.from('LIST\x03\0\0\0', 'latin1'), Buffer.from('abc\0')])
    const head = Buffer.concat([plain.subarray(0, 36), note, plain.subarray(36)])
    // The sum of bytes a second, which nobody goes by.
    head.writeUInt32LE(0xffff_ffff, 28)
    assert.equal(wavLengthMs(head, head.length + sampleRate * 2), 1_000)
  })

  it('is unknown where there is none to read', () => {
    const head = wavHeader(100, sampleRate)
    const packed = Buffer.from(head)
    packed.writeUInt16LE(0x55, 20)
    const mute = Buffer.from(head)
    mute.writeUInt16LE(0, 22)
    for (const other of [packed, mute, head.subarray(0, 40), Buffer.from('ID3'), Buffer.alloc(0)]) {
      assert.equal(wavLengthMs(other, 1_000_000), null)
    }
  })

  it('ends with any bytes', () => {
    const anything = fc.uint8Array({ maxLength: 200 })
    fc.assert(
      fc.property(anything, (rest) => {
        const head = Buffer.concat([wavHeader(1, 8_000).subarray(0, 36), rest])
        const lengthMs = wavLengthMs(head, 100_000)
        assert.ok(lengthMs === null || lengthMs > 0)
      }),
    )
  })
})
