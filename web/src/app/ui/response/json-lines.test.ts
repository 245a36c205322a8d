import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generalPath, jsonLines } from './json-lines'

describe('lines of JSON', () => {
  it('are those of JSON.stringify', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = jsonLines(value)
          .map((line) => line.text)
          .join('\n')
        expect(text).toBe(JSON.stringify(value, null, 2))
      }),
    )
  })

  it('know their field', () => {
    expect(jsonLines({ a: 1, choices: [{ message: {} }] })).toEqual([
      { text: '{', path: '' },
      { text: '  "a": 1,', path: 'a' },
      { text: '  "choices": [', path: 'choices' },
      { text: '    {', path: 'choices[0]' },
      { text: '      "message": {}', path: 'choices[0].message' },
      { text: '    }', path: 'choices[0]' },
      { text: '  ]', path: 'choices' },
      { text: '}', path: '' },
    ])
    expect(generalPath('choices[12].message.content')).toBe('choices[].message.content')
  })
})
