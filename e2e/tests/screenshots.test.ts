import path from 'node:path'
import { screens } from '../src/screens.ts'
import { settled, test, themes } from '../src/test.ts'

const folder = path.join(import.meta.dirname, '..', 'screenshots')
const widths = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

/** `npm run screenshots`: every screen for the eyes, into an ignored folder. It proves nothing by itself. */
for (const screen of screens) {
  for (const theme of themes) {
    for (const language of ['en', 'ko'] as const) {
      test.describe(`${screen.name} ${theme} ${language} @screenshots`, () => {
        test.use({
          theme,
          language,
          isSignedIn: screen.isSignedOut !== true,
          isOwned: screen.isUnowned !== true,
        })

        test('is photographed', async ({ page, owner }) => {
          await screen.fill?.(owner)
          for (const [device, size] of Object.entries(widths)) {
            await page.setViewportSize(size)
            await page.goto(screen.path)
            await settled(page)
            await screen.prepare?.(page)
            const file = `${screen.name}-${theme}-${language}-${device}.png`
            await page.screenshot({ path: path.join(folder, file), fullPage: device === 'phone' })
          }
        })
      })
    }
  }
}
