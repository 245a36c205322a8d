import { readFile } from 'node:fs/promises'
import { expect } from '../src/test.ts'
import { buggyJs, test } from '../src/workbench.ts'

// A template that is being written is not always right: the preview says so.
test.use({ expectedErrors: [/status of 400 .*\/api\/actions/] })

test('an own action is written with a preview, used, changed, exported and imported', async ({
  workbench,
  page,
}) => {
  const name = `Shout ${Date.now()}`
  await page.goto('/workbench/actions/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await expect(page.getByLabel('Short name')).toHaveValue(/^shout-\d+$/)
  await page.getByLabel('System message').fill('Action: explain\nAnswer in: {{answerLanguageCode}}')
  const preview = page.locator('.preview-message')
  await expect(preview.first()).toContainText('Answer in: en')
  await page.getByRole('button', { name: '한국어' }).click()
  await expect(preview.first()).toContainText('Answer in: ko')
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByLabel('User message')).toHaveValue('{{codeBlock}}')
  await page.getByLabel('User message').fill('no snippet')
  await expect(page.getByText(/the snippet is missing/)).toBeVisible()
  await page.getByLabel('User message').fill('')
  await page.getByRole('button', { name: '{{codeBlock}}' }).click()
  await expect(preview.nth(1)).toContainText('function cartTotal')
  await page.keyboard.press('Control+s')
  await expect(page).toHaveURL(/\/workbench\/actions\/action_/)

  await workbench.open()
  await workbench.write(buggyJs)
  await workbench.choose(name)
  await workbench.run()
  await expect(page.locator('llv-markdown')).toContainText('sum')

  await page.goto('/workbench/actions')
  await page.getByRole('link', { name: `Edit “${name}”` }).click()
  await page.getByLabel('Name', { exact: true }).fill(`${name}!`)
  await page.getByRole('button', { name: 'Save as new version' }).click()
  await expect(page.getByLabel('Version')).toContainText('2 (current)')
  await page.getByLabel('Version').selectOption('1')
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)

  await page.goto('/workbench/actions')
  const card = page.locator('li', { has: page.getByRole('heading', { name: `${name}!` }) })
  const downloading = page.waitForEvent('download')
  await card.getByRole('button', { name: 'Export' }).click()
  const file = await downloading
  const text = await readFile(await file.path(), 'utf8')
  await card.getByRole('button', { name: 'Delete' }).click()
  await expect(card).toHaveCount(0)
  await page.locator('input[type=file]').setInputFiles({
    name: 'shout.action.json',
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  })
  await expect(card).toHaveCount(1)
  await card.getByRole('button', { name: 'Duplicate' }).click()
  await expect(page).toHaveURL(/\/workbench\/actions\/action_/)
})

test('a mistake in an action is told by the server, with its field', async ({ page }) => {
  await page.goto('/workbench/actions/new')
  await page.getByLabel('Name', { exact: true }).fill('Broken')
  await page.getByLabel('User message').fill('{{nothing}} {{code}}')
  await expect(page.getByText(/unknown placeholder/)).toBeVisible()
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByRole('alert').first()).toContainText(/placeholder/)
})
