import { screens } from '../src/screens.ts'
import { expect, settled, test } from '../src/test.ts'

/** The narrowest window that WCAG 1.4.10 asks for: 1280 px at 400 %. */
test.use({ viewport: { width: 320, height: 640 }, language: 'ru' })

for (const screen of screens) {
  test.describe(screen.name, () => {
    test.use({ isSignedIn: screen.isSignedOut !== true, isOwned: screen.isUnowned !== true })

    test('is not wider than a window of 320 px', async ({ page, owner }) => {
      await screen.fill?.(owner)
      await page.goto(screen.path)
      await settled(page)
      await screen.prepare?.(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    })
  })
}
