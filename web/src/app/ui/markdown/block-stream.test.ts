import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, BlockStream, maxOpenLength } from './block-stream'

/** All blocks of a text that comes in pieces, and the longest open Markdown on the way. */
function streamed(pieces: readonly string[]): { blocks: Block[]; longestOpen: number } {
  const stream = new BlockStream()
  const blocks: Block[] = []
  let longestOpen = 0
  for (const piece of pieces) {
    stream.push(piece)
    const { closed, open } = stream.advance()
    blocks.push(...closed)
    if (open?.kind === 'markdown') longestOpen = Math.max(longestOpen, open.source.length)
  }
  stream.end()
  blocks.push(...stream.advance().closed)
  return { blocks, longestOpen }
}

const sources = (text: string): readonly string[] =>
  streamed([text]).blocks.map(({ source }) => source.trim())

describe('blocks of a stream', () => {
  it('end at blank lines, headings and fences', () => {
    expect(sources('# Title\nOne\ntwo\n\nThree\n```js\na\n\nb\n```\nFour')).toEqual([
      '# Title',
      'One\ntwo',
      'Three',
      'a\n\nb',
      'Four',
    ])
  })

  it('keep what belongs to a list item', () => {
    expect(sources('- a\n\n  more of a\n- b\n\nAfter')).toEqual([
      '- a\n\n  more of a\n- b',
      'After',
    ])
  })

  it('name the language of code, also when its fence is never closed', () => {
    const { blocks } = streamed(['Text\n~~~ts title\nlet a'])
    expect(blocks).toMatchObject([
      { kind: 'markdown' },
      { kind: 'code', language: 'ts', source: 'let a\n' },
    ])
  })

  it('do not depend on how the text was cut into pieces', () => {
    const text =
      '# T\n\nPara **bold**\n\n- a\n- b\n\n```js\nlet a = `x`\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n'
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 20 }), (cuts) => {
        const ends = [...cuts, text.length].toSorted((a, b) => a - b)
        const pieces = ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end))
        expect(streamed(pieces).blocks).toEqual(streamed([text]).blocks)
      }),
    )
  })

  it('show no half of a fence while it comes', () => {
    const stream = new BlockStream()
    stream.push('Text\n``')
    expect(stream.advance().open).toMatchObject({ source: 'Text\n' })
    stream.push('`js\na\n``')
    expect(stream.advance().open).toMatchObject({ kind: 'code', appended: 'a\n' })
  })
})

describe('the open block', () => {
  it('of code tells each character once, however it comes', () => {
    const code = '  if (a) {\n``\n    b()\n\n  }\n'
    const text = `  ~~~js\n${code}`
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (size) => {
        const stream = new BlockStream()
        let told = ''
        for (let start = 0; start < text.length; start += size) {
          stream.push(text.slice(start, start + size))
          const { open } = stream.advance()
          if (open?.kind === 'code') told += open.appended
        }
        stream.end()
        expect(told).toBe('if (a) {\n``\n  b()\n\n}\n')
        expect(stream.advance().closed[0]?.source).toBe(told)
      }),
    )
  })

  const endless: Readonly<Record<string, string>> = {
    'one paragraph of many lines': 'Some words of a line that ends here.\n'.repeat(5_000),
    'one line without an end': 'word '.repeat(40_000),
    'one word without an end': 'x'.repeat(200_000),
    'one list': '- an item of a list\n'.repeat(10_000),
    'one table': `| a | b |\n| --- | --- |\n${'| cell | cell |\n'.repeat(10_000)}`,
    'one emphasis that never ends': `**${'strong words\n'.repeat(10_000)}`,
  }
  for (const [name, text] of Object.entries(endless)) {
    it(`stays short: ${name}`, () => {
      const pieces = text.match(/[^]{1,97}/g) ?? []
      const { blocks, longestOpen } = streamed(pieces)
      expect(longestOpen).toBeLessThanOrEqual(maxOpenLength + 97)
      const whole = blocks.map(({ source }) => source).join('')
      expect(whole.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
    })
  }

  it('of a long table brings its header along', () => {
    const table = `| a | b |\n| --- | --- |\n${'| cell | cell |\n'.repeat(1_000)}`
    const { blocks } = streamed([table])
    expect(blocks.length).toBeGreaterThan(1)
    expect(blocks.at(-1)?.tableHead).toBe('| a | b |\n| --- | --- |\n')
  })
})
