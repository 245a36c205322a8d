import type { CDPSession, Page } from '@playwright/test'

/** Keys and compositions as an operating system sends them, which Playwright's own keyboard cannot. */
export interface Keyboard {
  /** A key of any layout, e.g. `л` on the place of `KeyK`, with Control held where asked. */
  press(key: string, code: string, isControlHeld?: boolean): Promise<void>
  /** Composes a syllable as a Korean input method does: letter by letter, not yet written. */
  compose(...steps: readonly string[]): Promise<void>
  /** Enter while a syllable is open: the input method writes it down, and the key goes up. */
  enterInComposition(syllable: string, isControlHeld?: boolean): Promise<void>
}

export async function openKeyboard(page: Page): Promise<Keyboard> {
  const cdp: CDPSession = await page.context().newCDPSession(page)
  const key = (type: 'rawKeyDown' | 'keyUp', name: string, code: string, isControlHeld: boolean) =>
    cdp.send('Input.dispatchKeyEvent', { type, key: name, code, modifiers: isControlHeld ? 2 : 0 })

  return {
    async press(name, code, isControlHeld = false) {
      await key('rawKeyDown', name, code, isControlHeld)
      await key('keyUp', name, code, isControlHeld)
    },
    async compose(...steps) {
      for (const text of steps) {
        const end = text.length
        await cdp.send('Input.imeSetComposition', { text, selectionStart: end, selectionEnd: end })
      }
    },
    async enterInComposition(syllable, isControlHeld = false) {
      await key('rawKeyDown', 'Enter', 'Enter', isControlHeld)
      await cdp.send('Input.insertText', { text: syllable })
      await key('keyUp', 'Enter', 'Enter', isControlHeld)
    },
  }
}
