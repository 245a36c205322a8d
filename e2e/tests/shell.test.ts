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

test('language and theme follow the person to another browser', async ({ page, browser }) => {
  await page.goto('/settings')
  await settled(page)
  const told = (choice: string) =>
    page.waitForResponse(
      (response) =>
        response.request().method() === 'PATCH' &&
        response.request().postData()?.includes(choice) === true,
    )
  const isLanguageTold = told('"ko"')
  await page.getByRole('complementary').getByLabel('Language').selectOption('ko')
  await isLanguageTold
  const isThemeTold = told('"dark"')
  await page.getByRole('radio', { name: '어둡게' }).check({ force: true })
  await isThemeTold
  // It comes with the owner's session, and with English and light in its own memory.
  const other = await browser.newContext()
  const second = await other.newPage()
  await second.goto('/settings')
  await expect(second.getByRole('heading', { level: 1 })).toHaveText('설정')
  await expect(second.locator('html')).toHaveAttribute('data-theme', 'dark')
  await other.close()
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

test.describe('whose session was ended elsewhere', () => {
  test.use({ expectedErrors: [/status of 401 /] })

  test('signs in again, and is back where that was found out', async ({ page }) => {
    await page.goto('/settings')
    await settled(page)
    await page.context().clearCookies()
    const frame = page.getByRole('complementary')
    await frame.getByRole('link', { name: 'Keys' }).click()
    await expect(page.getByText('Your session has ended. Sign in again.')).toBeVisible()
    await frame.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('E-mail').fill(owner.email)
    await page.getByLabel('Password').fill(owner.password)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/keys$/)
    await expect(frame.getByText(owner.email)).toBeVisible()
  })
})
