import { describe, expect, it } from 'vitest'
import { matchesShortcut } from './shortcut'

const press = (key: string, code: string, rest: KeyboardEventInit = {}) =>
  new KeyboardEvent('keydown', { key, code, ...rest })

describe('a shortcut', () => {
  it('is told by the letter, wherever the key is', () => {
    const dvorak = press('k', 'KeyV', { ctrlKey: true })
    expect(matchesShortcut(dvorak, 'mod+k')).toBe(true)
    expect(matchesShortcut(dvorak, 'mod+v')).toBe(false)
  })

  it('is told by the place of the key where the layout writes no Latin letter', () => {
    expect(matchesShortcut(press('л', 'KeyK', { ctrlKey: true }), 'mod+k')).toBe(true)
    expect(matchesShortcut(press('ㅏ', 'KeyK', { ctrlKey: true }), 'mod+k')).toBe(true)
    expect(matchesShortcut(press('о', 'KeyJ'), 'j')).toBe(true)
  })

  it('is not AltGr, which writes characters on a Spanish keyboard', () => {
    const altGr = press('k', 'KeyK', { ctrlKey: true, altKey: true })
    expect(matchesShortcut(altGr, 'mod+k')).toBe(false)
  })

  it('is not pressed in the middle of a syllable', () => {
    const composing = press('k', 'KeyK', { ctrlKey: true, isComposing: true })
    expect(matchesShortcut(composing, 'mod+k')).toBe(false)
  })

  it('wants exactly its modifiers, but lets a character be shifted', () => {
    expect(matchesShortcut(press('K', 'KeyK', { ctrlKey: true, shiftKey: true }), 'mod+k')).toBe(
      false,
    )
    expect(matchesShortcut(press('j', 'KeyJ', { ctrlKey: true }), 'j')).toBe(false)
    expect(matchesShortcut(press('?', 'Slash', { shiftKey: true }), '?')).toBe(true)
    expect(matchesShortcut(press('Enter', 'Enter', { ctrlKey: true }), 'mod+enter')).toBe(true)
  })
})
