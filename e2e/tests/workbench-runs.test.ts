import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect } from '../src/test.ts'
import { buggyJs, buggyTs, test } from '../src/workbench.ts'

test('a run has an address that shows it again', async ({ workbench, page }) => {
  await workbench.open()
  await workbench.write(buggyTs)
  await workbench.run()
  await expect(page).toHaveURL(/\/workbench\/runs\/run_/)
  await page.reload()
  await expect(workbench.hunks.first()).toBeVisible()
  await expect(workbench.editor).toContainText('interface Item')
})

test('the history is searched, deletes with a way back, and runs again', async ({
  workbench,
  page,
}) => {
  const word = `needle${Date.now()}`
  await workbench.open()
  await workbench.write(`${buggyJs}// ${word}\n`)
  await workbench.run()
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByRole('button', { name: 'History' }).click()
  const drawer = page.getByRole('dialog', { name: 'History' })
  await searchFor(page, word)
  await drawer.getByRole('button', { name: 'Delete' }).click()
  await expect(drawer.getByText('Deleted.')).toBeVisible()
  await drawer.getByRole('button', { name: 'Undo' }).click()
  await drawer.getByRole('link', { name: /Fix bugs/ }).click()
  await expect(workbench.editor).toContainText(word)
  await expect(workbench.hunks.first()).toBeVisible()
  const first = page.url()
  await page.getByRole('button', { name: 'History' }).click()
  await searchFor(page, word)
  await page.getByRole('button', { name: 'Run again' }).click()
  await expect(page).not.toHaveURL(first)
  await expect(page).toHaveURL(/\/workbench\/runs\/run_/)
})

test('two models are compared side by side, with cost and time, under one address', async ({
  workbench,
  page,
}) => {
  await workbench.open()
  await workbench.write(buggyJs)
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByLabel('Model', { exact: true }).nth(1).selectOption('sim-mini')
  await page.keyboard.press('Control+Enter')
  const rows = page.locator('.compare-table tbody tr')
  await expect(rows).toHaveCount(2)
  await expect(rows.nth(0)).toContainText('sim-code')
  await expect(rows.nth(1)).toContainText('sim-mini')
  for (const row of [0, 1]) await expect(rows.nth(row)).not.toContainText('…')
  await expect(page).toHaveURL(/\/workbench\/compare\/group_/)
  await page.reload()
  await expect(rows).toHaveCount(2)
  await expect(rows.nth(0)).toContainText('sim-code')
})

test('a file is opened, told by its name, and its result is saved under it', async ({
  workbench,
  page,
}) => {
  await workbench.open()
  await page.locator('llv-snippet-editor input[type=file]').setInputFiles({
    name: 'sum.mts',
    mimeType: 'text/plain',
    buffer: Buffer.from(buggyTs),
  })
  await expect(page.getByLabel('Programming language')).toContainText('Detected: TypeScript')
  await workbench.run()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  const file = await downloading
  expect(file.suggestedFilename()).toBe('sum.mts')
  expect(await readFile(await file.path(), 'utf8')).toContain('await res.json()')
})

test('a run can be taken along as curl, Node and Python, without a key in it', async ({
  workbench,
  page,
}) => {
  await workbench.open()
  await workbench.write(buggyJs)
  await workbench.run()
  await page.getByRole('tab', { name: 'Copy as' }).click()
  const program = page.locator('.as-code')
  await expect(program).toContainText('/v1/chat/completions')
  await expect(program).toContainText('"model": "sim-code"')
  await page.getByRole('button', { name: 'Node.js' }).click()
  await expect(program).toContainText("import OpenAI from 'openai'")
  await page.getByRole('button', { name: 'Python' }).click()
  await expect(program).toContainText('from openai import OpenAI')
  await expect(program).not.toContainText('sk-')
})

test('the response is explained field by field, beside its JSON', async ({ workbench, page }) => {
  await workbench.open()
  await workbench.write(buggyJs)
  await workbench.run()
  await page.getByRole('tab', { name: 'Response explained' }).click()
  await page.getByRole('group', { name: 'choices[0].finish_reason' }).focus()
  await expect(page.locator('.response-note')).toContainText('Why it ended')
  await expect(page.locator('.response-line-active')).toContainText('"finish_reason": "stop"')
})

test('the receipt opens with everything that the call cost', async ({ workbench, page }) => {
  await workbench.open()
  await workbench.write(buggyJs)
  await expect(page.locator('llv-estimate')).toContainText('Free: simulated')
  await workbench.run()
  await workbench.receipt.click()
  const receipt = page.getByRole('dialog', { name: 'Receipt' })
  await expect(receipt).toContainText('sim-code')
  await expect(receipt).toContainText(/req_/)
  await page.keyboard.press('Escape')
  await expect(receipt).toBeHidden()
})

/** Resolves when the history shows what was found, and not what it showed before. */
async function searchFor(page: Page, word: string): Promise<void> {
  const found = page.waitForResponse((response) => response.url().includes(`q=${word}`))
  await page.getByRole('searchbox').fill(word)
  await found
  await expect(page.locator('.history-item')).toHaveCount(1)
}
