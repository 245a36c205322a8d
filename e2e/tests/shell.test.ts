import { owner } from '../src/server.ts'
import { expect, settled, test } from '../src/test.ts'

test('the language changes without a reload and is remembered', async ({ page }) => {
  await page.goto('/settings')
  await settled(page)
  await page.evaluate(() => Object.assign(window, { isSamePage: true }))
  await page.getByRole('complementary').getByLabel('Language').selectOption('ko')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('설정')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('설정')
})

test('the palette leads anywhere by a few letters', async ({ page }) => {
  await page.goto('/nothing-here')
  await settled(page)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
  await page.keyboard.type('sett')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/settings$/)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test.describe('signed out', () => {
  test.use({ isSignedIn: false })

  test('a deep link leads to it after the sign-in', async ({ page }) => {
    await page.goto('/settings')
    await page.getByLabel('E-mail').fill(owner.email)
    await page.getByLabel('Password').fill(owner.password)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/settings$/)
  })
})
