// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest'
import { GrowingCode } from './growing-code'

const words = { copy: 'Copy', copied: 'Copied' }
const code = Array.from({ length: 100 }, (_, line) => `const line${line} = ${line}\n`).join('')

describe('a block of code', () => {
  it('grows in parts, of which only the last one changes', () => {
    const block = new GrowingCode('js', words)
    block.append(code.slice(0, 1_500))
    const [first] = block.element.querySelectorAll('code')
    const before = first?.textContent
    block.append(code.slice(1_500))
    expect(first?.textContent).toBe(before)
    expect(block.element.querySelectorAll('code')).toHaveLength(3)
    expect(block.element.querySelector('pre')?.textContent).toBe(code)
  })

  it('gets colours when it is finished, and keeps its text', async () => {
    const block = new GrowingCode('typescript', words)
    block.append(code)
    block.finish(code)
    await vi.waitFor(() => expect(block.element.querySelectorAll('.tok-keyword')).toHaveLength(100))
    expect(block.element.querySelector('pre')?.textContent).toBe(code)
  })

  it('names its language', () => {
    const name = (language: string): string | null | undefined =>
      new GrowingCode(language, words).element.querySelector('span')?.textContent
    expect(name('ts')).toBe('TypeScript')
    expect(name('brainfuck')).toBe('brainfuck')
  })
})
