import { expect, settled, test } from '../src/test.ts'

test.use({ expectedErrors: [/the server responded with a status of 500/] })

test('a page of a list that does not come says why, loses nothing, and comes when asked again', async ({
  page,
  owner,
}) => {
  for (const seed of [1, 2, 3]) {
    const messages = [{ role: 'user', content: 'Hello' }]
    await owner.call('POST', '/v1/chat/completions', { model: 'sim-mini', seed, messages })
  }
  let hasFailed = false
  await page.route(/\/api\/requests\?/, async (route) => {
    const url = new URL(route.request().url())
    if (url.searchParams.has('before') && !hasFailed) {
      hasFailed = true
      await route.fulfill({ status: 500, json: { error: { message: 'The disk is full.' } } })
      return
    }
    // One row a page, so that three calls are three pages.
    url.searchParams.set('limit', '1')
    await route.continue({ url: url.href })
  })

  await page.goto('/requests')
  await settled(page)
  const rows = page.locator('tbody').getByRole('row')
  await expect(rows).toHaveCount(1)
  const button = page.getByRole('button', { name: /^(Show more|Try again)$/ })
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('The disk is full.')
  await expect(rows).toHaveCount(1)
  await expect(button).toHaveText('Try again')
  await expect(button).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(rows).toHaveCount(2)
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(button).toHaveText('Show more')
})
