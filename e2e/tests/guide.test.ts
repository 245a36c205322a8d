import path from 'node:path'
import { expect, languages, settled, test } from '../src/test.ts'

const folder = path.join(import.meta.dirname, '..', '..', 'docs', 'guide', 'images')
const picture = (name: string, language: string) => ({
  path: path.join(folder, `${name}-${language}.jpg`),
  type: 'jpeg' as const,
  quality: 82,
})

/** `npm run guide`: the pictures of the quick start, in its four languages. */
for (const language of languages) {
  test.describe(`pictures in ${language} @guide`, () => {
    test.use({ language, viewport: { width: 1200, height: 800 } })

    test('of where answers come from, and of the workbench', async ({ page }) => {
      await page.goto('/welcome/answers')
      await settled(page)
      await page.screenshot(picture('answers', language))
      await page.goto('/workbench')
      await settled(page)
      await page.locator('.sample').first().click()
      await page.keyboard.press('Control+Enter')
      await expect(page).toHaveURL(/\/workbench\/runs\//)
      await page.screenshot(picture('workbench', language))
    })

    test.describe('on a new server', () => {
      test.use({ isSignedIn: false, isOwned: false })

      test('of the first account', async ({ page }) => {
        await page.goto('/welcome/account')
        await settled(page)
        await page.screenshot(picture('account', language))
      })
    })
  })
}
