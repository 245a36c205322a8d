import { readFile } from 'node:fs/promises'
import { batchLines, jsonLines } from '../src/fill-files.ts'
import { expect, settled, test } from '../src/test.ts'

test('a file is uploaded, downloaded as it was, and deleted by typing its name', async ({
  page,
}) => {
  const name = 'there-and-back.jsonl'
  const text = jsonLines(batchLines)
  const row = page.getByRole('row').filter({ hasText: name })
  await page.goto('/files')
  await settled(page)
  await page.getByLabel('Keep').selectOption('7')
  await page
    .getByLabel('Drop files here, or choose them')
    .setInputFiles({ name, mimeType: 'application/jsonl', buffer: Buffer.from(text) })
  await expect(row).toContainText('Batch')
  await expect(row).toContainText('in 7 days')

  const downloading = page.waitForEvent('download')
  await row.getByRole('link', { name: `Download “${name}”` }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe(name)
  expect(await readFile(await download.path(), 'utf8')).toBe(text)

  await row.getByRole('button', { name: `Delete “${name}”` }).click()
  await page.getByLabel(`Type ${name} to confirm`).fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(row).toHaveCount(0)
})

test('files are dropped, and shown by what they are for', async ({ page }) => {
  const row = page.getByRole('row').filter({ hasText: 'dropped.txt' })
  await page.goto('/files')
  await settled(page)
  await page.getByLabel('Upload for').selectOption('user_data')
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['Brass.'], 'dropped.txt'))
    return transfer
  })
  await page.locator('llv-file-drop label').dispatchEvent('drop', { dataTransfer: data })
  await expect(row).toBeVisible()
  await page.getByLabel('Show files for').selectOption('vision')
  await expect(row).toHaveCount(0)
  await page.getByLabel('Show files for').selectOption('user_data')
  await expect(row).toBeVisible()
})

test.describe('without the server', () => {
  test.use({ expectedErrors: [/ERR_FAILED .*\/v1\/files/] })

  test('a file that does not arrive says why, where it was dropped', async ({ page }) => {
    await page.goto('/files')
    await settled(page)
    await page.route('**/v1/files', (route) => route.abort())
    await page
      .getByLabel('Drop files here, or choose them')
      .setInputFiles({ name: 'lost.txt', mimeType: 'text/plain', buffer: Buffer.from('Lost.') })
    const uploads = page.getByRole('list', { name: 'Uploads' })
    await expect(uploads.getByRole('alert')).toContainText('The server does not answer')
    await uploads.getByRole('button', { name: 'Remove “lost.txt”' }).click()
    await expect(uploads).toHaveCount(0)
  })
})
