import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hex } from './color.ts'
import { readScene } from './scene.ts'

const red = hex('#d7263d')
const blue = hex('#2f6fde')

describe('a scene', () => {
  it('is the same in four languages', () => {
    const prompts = [
      'Three red houses by the sea at night, and a big cat',
      'Tres casas rojas junto al mar de noche, y un gato grande',
      'Три красных дома у моря ночью и большой кот',
      '밤바다 옆 빨간 집과 바다, 큰 고양이',
    ]
    for (const prompt of prompts) {
      const { figures, setting, time } = readScene(prompt)
      assert.deepEqual(
        figures.map(({ name }) => name),
        ['house', 'cat'],
        prompt,
      )
      assert.deepEqual(figures[0]?.color, red, prompt)
      assert.equal(figures[1]?.scale, 1.6, prompt)
      assert.equal(setting, 'sea', prompt)
      assert.equal(time, 'night', prompt)
    }
    assert.equal(readScene(prompts[2] ?? '').figures[0]?.count, 3)
  })

  it('gives each figure its own colour, and keeps the colours that no figure has', () => {
    const { figures, colors } = readScene('a red boat and a blue whale, everything else in yellow')
    assert.deepEqual(
      figures.map(({ color }) => color),
      [red, blue],
    )
    assert.deepEqual(colors, [hex('#f6c445')])
  })

  it('has several of what stands in the plural', () => {
    assert.equal(readScene('trees').figures[0]?.count, 3)
    assert.equal(readScene('a tree').figures[0]?.count, 1)
    assert.equal(readScene('двенадцать звёзд').figures[0]?.count, 12)
  })

  it('knows nothing of words that it does not know', () => {
    const { figures, setting, words } = readScene('An isolated stop sign.')
    assert.deepEqual([figures, setting], [[], null])
    assert.deepEqual(words, ['an', 'isolated', 'stop', 'sign'])
  })
})
