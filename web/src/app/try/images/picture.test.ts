import { describe, expect, it } from 'vitest'
import { type Picture, pictureAfter } from './picture'

const event = (name: string, b64_json: string) =>
  JSON.stringify({ type: `image_generation.${name}`, b64_json, output_format: 'png' })

describe('pictures that come in a stream', () => {
  it('get finer until they are finished, one after the other', () => {
    const events = [
      event('partial_image', 'AA'),
      event('partial_image', 'AB'),
      event('completed', 'AC'),
      event('partial_image', 'BA'),
    ]
    const pictures = events.reduce<readonly Picture[]>(pictureAfter, [])
    expect(pictures).toEqual([
      { source: 'data:image/png;base64,AC', isFinished: true },
      { source: 'data:image/png;base64,BA', isFinished: false },
    ])
  })

  it('end with what the stream says went wrong', () => {
    expect(() => pictureAfter([], '{"error":{"message":"Too dark."}}')).toThrow('Too dark.')
  })
})
