import type { CreatedKeyObject, KeyObject } from '@llavero/protocol/control/keys.ts'
import { expect, settled, test } from '../src/test.ts'

test('a key is rotated: a new secret, shown once, and an end of the former one', async ({
  page,
  owner,
  site,
}) => {
  const made = await owner.call<CreatedKeyObject>('POST', '/api/keys', { name: 'Turning' })
  await page.goto('/keys')
  await settled(page)
  await page.getByRole('button', { name: 'Rotate “Turning”' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('The former secret works').selectOption('1')
  await dialog.getByRole('button', { name: 'Rotate', exact: true }).click()
  const secret = page.getByTestId('new-key')
  await expect(secret).toContainText(`sk-llv-${made.id}-`)
  await expect(secret).not.toHaveText(made.key)
  const text = await secret.textContent()
  await page.getByRole('button', { name: 'I have kept it' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Turning' })
  await expect(row).toContainText(`…${made.last_four} ends in`)
  await expect(row).toContainText('former secret not used since')
  const statusOf = async (key: string | null) => {
    const headers = { authorization: `Bearer ${key}` }
    return (await fetch(`${site.url}/v1/models`, { headers })).status
  }
  expect([await statusOf(text), await statusOf(made.key)]).toEqual([200, 200])
  // It is written down a moment after the call.
  const former = async () =>
    (await owner.call<KeyObject>('GET', `/api/keys/${made.id}`)).previous_last_used_at
  await expect.poll(former).not.toBeNull()
  await page.reload()
  await expect(row).toContainText('former secret last used')
})
