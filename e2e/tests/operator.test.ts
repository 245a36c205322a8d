import type { Page } from '@playwright/test'
import { startModelServer } from '../src/model-server.ts'
import { createOwner, owner as account, type TestServer } from '../src/server.ts'
import { expect, settled, test } from '../src/test.ts'

/** Makes a key in the page and returns it, as it is shown this once. */
async function createKey(page: Page, name: string): Promise<string> {
  await page.goto('/keys')
  await page.getByRole('link', { name: 'Create a key' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Create a key' }).click()
  const key = await page.getByTestId('new-key').textContent()
  await page.getByRole('button', { name: 'I have kept it' }).click()
  return key ?? ''
}

const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

async function chat(baseUrl: string, key: string): Promise<Response> {
  return fetch(`${baseUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sim-mini', messages: [{ role: 'user', content: 'Hello' }] }),
  })
}

test('a key is made, shown once, used, and revoked by typing its name', async ({
  page,
  server,
}) => {
  const key = await createKey(page, 'Revoked soon')
  expect(key).toMatch(/^sk-llv-/)
  await expect(page.getByTestId('new-key')).toHaveCount(0)
  expect((await chat(server.url, key)).status).toBe(200)
  await page.reload()
  await expect(rowOf(page, 'Revoked soon')).toContainText(key.slice(-4))

  await page.getByRole('button', { name: 'Revoke “Revoked soon”' }).click()
  const revoke = page.getByRole('dialog').getByRole('button', { name: 'Revoke' })
  await expect(revoke).toBeDisabled()
  await page.getByLabel('Type Revoked soon to confirm').fill('Revoked soon')
  await revoke.click()
  await expect(
    rowOf(page, 'Revoked soon').filter({ hasText: 'Revoked' }).locator('.tag'),
  ).toHaveText('Revoked')
  expect((await chat(server.url, key)).status).toBe(401)
})

test('what is wrong with a key is told at its field', async ({ page, expectedErrors }) => {
  expect(expectedErrors).toEqual([])
  await page.goto('/keys?form=new')
  await settled(page)
  await page.getByLabel('Name', { exact: true }).fill('Small')
  await page.getByLabel('Budget in US dollars').fill('1')
  await page.getByLabel('Models').fill('sim-mini, gpt-*')
  await page.getByRole('button', { name: 'Create a key' }).click()
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await expect(page).toHaveURL(/\/keys$/)
  await page.getByRole('button', { name: 'Edit “Small”' }).click()
  await expect(page.getByLabel('Models')).toHaveValue('sim-mini, gpt-*')
  await page.getByLabel('Budget in US dollars').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(rowOf(page, 'Small')).not.toContainText('of $1')
})

test('a call is found in the log, and its receipt says where the time went', async ({
  page,
  server,
}) => {
  const key = await createKey(page, 'Logged')
  const answer = await chat(server.url, key)
  const id = answer.headers.get('x-request-id') ?? ''
  await page.goto('/requests')
  await page
    .getByRole('search')
    .getByLabel('Key', { exact: true })
    .selectOption({ label: 'Logged' })
  await expect(page).toHaveURL(/key_id=/)
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.getByRole('row').nth(1).getByRole('link').click()
  await expect(page).toHaveURL(new RegExp(`/requests/${id}$`))
  await expect(page.getByText('Where the time went')).toBeVisible()
  await expect(page.getByRole('rowheader', { name: 'Waiting for the provider' })).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL(/key_id=/)
})

test('a total of the usage opens the rows that it is the sum of', async ({ page, server }) => {
  const key = await createKey(page, 'Counted')
  for (let count = 0; count < 3; count++) await (await chat(server.url, key)).text()
  await page.goto('/usage')
  await settled(page)
  await page
    .getByRole('search')
    .getByLabel('Key', { exact: true })
    .selectOption({ label: 'Counted' })
  await expect(page.getByTestId('total-requests')).toHaveText('3')
  await page.getByRole('button', { name: 'As a table' }).click()
  await expect(page.getByRole('cell', { name: '3', exact: true }).first()).toBeVisible()
  await page.getByTestId('total-requests').click()
  await expect(page).toHaveURL(/\/requests\?.*key_id=/)
  await expect(page.getByRole('row')).toHaveCount(4)
})

test('a provider is tested before it is saved', async ({ page }) => {
  await using upstream = await startModelServer('house-model')
  await page.goto('/providers?form=new')
  await settled(page)
  await page.getByLabel('Vendor').selectOption('custom')
  await page.getByLabel('Name', { exact: true }).fill('House server')
  await page.getByLabel('Address').fill(`http://127.0.0.1:1/v1`)
  await page.getByRole('button', { name: 'Test and add' }).click()
  await expect(page.getByText('Nobody answers at this address.')).toBeVisible()
  await page.getByLabel('Address').fill(upstream.url)
  await page.getByRole('button', { name: 'Test and add' }).click()
  const card = page.getByRole('article', { name: 'House server' })
  await expect(card).toContainText('house-model')
  await expect(card).toContainText('Price unknown')
  await card.getByRole('button', { name: 'Set a price for house-model' }).click()
  await page.getByLabel('Input, $ per million', { exact: true }).fill('0.5')
  await page.getByLabel('Output, $ per million').fill('1.5')
  await page.getByLabel('Source').fill('our own machine')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(card).toContainText('$1.50')
})

test('what holds for everybody is changed and taken back', async ({ page, owner }) => {
  await owner.call('PATCH', '/api/settings', { default_models: { small: null } })
  await page.goto('/settings')
  await settled(page)
  const kept = page.getByRole('switch', { name: 'Keep requests and answers' })
  await kept.check()
  await expect(page.getByText('Saved.')).toBeVisible()
  expect(
    (await owner.call<{ stores_content: boolean }>('GET', '/api/settings')).stores_content,
  ).toBe(true)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(kept).not.toBeChecked()
  await page.getByLabel('Small model').selectOption('sim-mini')
  await expect
    .poll(async () => {
      const told = await owner.call<{ default_models: { small: { model: string } } }>(
        'GET',
        '/api/settings',
      )
      return told.default_models.small.model
    })
    .toBe('sim-mini')
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(page.getByLabel('Small model')).toHaveValue('')
})

test.describe('the password', () => {
  test.use({ isOwned: false, isSignedIn: false, expectedErrors: [/status of 40[03] .*password$/] })

  test('is changed by who knows the present one, and the other browsers are out', async ({
    page,
    site,
  }) => {
    const own = await createOwner(site)
    const { hostname: domain } = new URL(site.url)
    const cookie = { name: 'llavero_session', value: own.cookie, domain, path: '/' }
    const other = await signIn(site)
    await page.context().addCookies([cookie])
    await page.goto('/settings')
    await settled(page)
    const send = page.getByRole('button', { name: 'Change password' })
    await expect(send).toBeDisabled()
    await page.getByLabel('Present password').fill('somebody else’s')
    await page.getByLabel('New password').fill('too short')
    await send.click()
    await expect(page.getByText('It needs at least 12 characters.')).toBeVisible()
    await page.getByLabel('New password').fill('a new long password')
    await send.click()
    await expect(page.getByText('This is not the present password.')).toBeVisible()
    await page.getByLabel('Present password').fill(account.password)
    await page.keyboard.press('Enter')
    await expect(page.getByText('1 other session was ended.')).toBeVisible()
    await expect(page.getByLabel('New password')).toHaveValue('')
    await page.reload()
    await expect(page.getByText(account.email).first()).toBeVisible()
    expect(await statusOf(site, other)).toBe(401)
  })
})

/** The cookie of another browser. */
async function signIn(site: TestServer): Promise<string> {
  const response = await fetch(`${site.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: account.email, password: account.password }),
  })
  expect(response.status).toBe(200)
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

async function statusOf(site: TestServer, cookie: string): Promise<number> {
  return (await fetch(`${site.url}/api/session`, { headers: { cookie } })).status
}
