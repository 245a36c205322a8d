import { expect, settled, test } from '../src/test.ts'

test.use({ expectedErrors: [/ERR_FAILED|Failed to fetch dynamically imported module/] })

/** What of the page is not loaded yet. */
const scripts = /\.js$/

test('a language whose texts do not come is told, and the page stays in the one before', async ({
  page,
}) => {
  await page.goto('/settings')
  await settled(page)
  await page.route(scripts, (route) => route.abort())
  const menu = page.getByRole('complementary').getByLabel('Language')
  await menu.selectOption('ko')
  await expect(page.getByText('The page could not be switched to 한국어')).toBeVisible()
  await expect(menu).toHaveValue('en')
  await page.getByRole('radio', { name: 'Español' }).check({ force: true })
  await expect(page.getByText('The page could not be switched to Español')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'English' })).toBeChecked()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings')

  await page.unroute(scripts)
  await menu.selectOption('ko')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('설정')
})

test('a screen that does not come is told, and opens when asked for again', async ({ page }) => {
  await page.goto('/settings')
  await settled(page)
  await page.route(scripts, (route) => route.abort())
  const way = page.getByRole('complementary').getByRole('link', { name: 'Keys' })
  await way.click()
  await expect(page.getByText('This screen could not be loaded.')).toBeVisible()
  await expect(page).toHaveURL(/\/settings$/)
  await page.unroute(scripts)
  await way.click()
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible()
})
