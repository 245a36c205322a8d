import type { Page } from '@playwright/test'
import { expect } from '../src/test.ts'
import { buggyJs, test } from '../src/workbench.ts'

/** How often the page has asked the server to run something. */
function countRuns(page: Page): { count: number } {
  const runs = { count: 0 }
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/runs')) runs.count += 1
  })
  return runs
}

test('Ctrl+Enter in the middle of a Hangul syllable runs once, with the whole text', async ({
  workbench,
  page,
}) => {
  const runs = countRuns(page)
  await workbench.open()
  await workbench.write('// ')
  await page.keyboard.press('Control+End')
  const client = await page.context().newCDPSession(page)
  await client.send('Input.imeSetComposition', {
    text: '한',
    selectionStart: 1,
    selectionEnd: 1,
  })
  const key = {
    modifiers: 2,
    key: 'Process',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  }
  await client.send('Input.dispatchKeyEvent', { ...key, type: 'rawKeyDown' })
  await client.send('Input.insertText', { text: '한' })
  await client.send('Input.dispatchKeyEvent', { ...key, type: 'keyUp', key: 'Enter' })
  await expect(workbench.receipt).toContainText(/in, .*out/)
  expect(runs.count).toBe(1)
  await expect(workbench.editor).toContainText('// 한')
})

test('Ctrl+Enter and the letters of a review work on a Cyrillic layout', async ({
  workbench,
  page,
}) => {
  const runs = countRuns(page)
  await workbench.open()
  await workbench.write(buggyJs)
  await workbench.run()
  await expect(workbench.hunks.first()).toBeFocused()
  for (const [key, code] of [
    ['о', 'KeyJ'],
    ['к', 'KeyR'],
  ] as const) {
    await page.evaluate(
      (init) =>
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }),
        ),
      { key, code },
    )
  }
  await expect(workbench.hunks.nth(1)).toHaveAttribute('data-verdict', 'rejected')
  expect(runs.count).toBe(1)
})

test('actions are chosen by Ctrl+Shift and a digit in the editor, by a digit elsewhere', async ({
  workbench,
  page,
}) => {
  await workbench.open()
  await workbench.write('a()')
  await page.keyboard.press('Control+Shift+2')
  await expect(page.locator('.action').nth(1)).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('5')
  await expect(page.locator('.action').nth(1)).toHaveAttribute('aria-pressed', 'true')
  await expect(workbench.editor).toContainText('a()5')
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('5')
  await expect(page.locator('.action').nth(4)).toHaveAttribute('aria-pressed', 'true')
})
