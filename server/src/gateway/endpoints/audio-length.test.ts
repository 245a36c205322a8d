import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { wavHeader } from '../providers/sim/speech/wav.ts'
import { longestAudioMs } from './audio-length.ts'

const megabyte = 1_000_000
/** MPEG-1 Layer III, 128 kbit/s, 44,100 samples a second. */
const mp3Frame = Buffer.from([0xff, 0xfb, 0x90, 0x00])
const tag = Buffer.from([...Buffer.from('ID3'), 4, 0, 0, 0, 0, 0, 20, ...Buffer.alloc(20)])

describe('The longest that a file of sound can last', () => {
  it('is the length of its samples for a WAV file', () => {
    const head = wavHeader(16_000, 16_000)
    assert.equal(longestAudioMs(head, head.length + 32_000), 1_000)
  })

  it('is at the lowest rate of all for an MP3, with and without a tag', () => {
    for (const head of [mp3Frame, Buffer.concat([tag, mp3Frame])]) {
      assert.equal(longestAudioMs(head, megabyte), 1_000_000)
    }
  })

  it('is unknown for all that packs silence to nothing, or may be anything', () => {
    const changed = (at: number, byte: number) => {
      const head = Buffer.from(mp3Frame)
      head[at] = byte
      return head
    }
    const others = {
      ogg: Buffer.from('OggS\0\x02 OpusHead'),
      flac: Buffer.from('fLaC\0\0\0\x22'),
      'flac behind a tag': Buffer.concat([tag, Buffer.from('fLaC')]),
      'a tag longer than the head': Buffer.concat([tag, mp3Frame]).subarray(0, 30),
      mp4: Buffer.from('\0\0\0\x20ftypM4A '),
      webm: Buffer.from([0x1a, 0x45, 0xdf, 0xa3]),
      aac: changed(1, 0xf1),
      'mp3 at a rate of its own': changed(2, 0x00),
      'no version': changed(1, 0xeb),
      'no sample rate': changed(2, 0x9c),
      nothing: Buffer.alloc(0),
    }
    for (const [name, head] of Object.entries(others)) {
      assert.equal(longestAudioMs(head, megabyte), null, name)
    }
  })

  it('is told of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, isTagged) => {
        const head = isTagged ? Buffer.concat([Buffer.from('ID3'), bytes]) : bytes
        const longest = longestAudioMs(head, megabyte)
        assert.ok(longest === null || longest > 0)
      }),
    )
  })
})
