import type { Page } from '@playwright/test'
import { expect } from '../src/test.ts'
import { buggyJs, buggyTs, test } from '../src/workbench.ts'

async function drop(page: Page, name: string, content: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ({ name, content }) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content], name))
      return transfer
    },
    { name, content },
  )
  const editor = page.locator('llv-snippet-editor .cm-content')
  await editor.dispatchEvent('dragover', { dataTransfer })
  await editor.dispatchEvent('drop', { dataTransfer })
}

test('a file that is dropped is the snippet, told by its name; what is no text is refused', async ({
  workbench,
  page,
}) => {
  await workbench.open()
  await workbench.write(buggyJs)
  await drop(page, 'prices.mts', buggyTs)
  await expect(page.getByLabel('Programming language')).toContainText('Detected: TypeScript')
  await expect(page.getByText('prices.mts')).toBeVisible()
  await expect.poll(() => workbench.textOfEditor()).toBe(buggyTs)

  await drop(page, 'picture.png', '\u0000\u0001\u0000')
  await expect(page.getByText('picture.png')).toBeVisible()
  expect(await workbench.textOfEditor()).toBe(buggyTs)
})

test('a result that is applied over an edited snippet says so, and can be taken back', async ({
  workbench,
  page,
}) => {
  await workbench.open()
  await workbench.write(buggyJs)
  await workbench.run()
  await expect(workbench.hunks).toHaveCount(2)
  await workbench.editor.click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('// mine\n')
  await expect(page.getByText('The snippet has changed since this run')).toBeVisible()

  await page.getByRole('button', { name: 'Apply to the editor' }).click()
  await expect.poll(() => workbench.textOfEditor()).toContain('await response.json()')
  expect(await workbench.textOfEditor()).not.toContain('// mine')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => workbench.textOfEditor()).toBe(`// mine\n${buggyJs}`)
})

test('a snippet of a megabyte is run whole, with what was typed into it last', async ({
  workbench,
  page,
  upstream,
}) => {
  test.slow()
  const line = 'export const price = (net: number): number => net * 1.21 // twenty-one percent\n'
  const long = line.repeat(Math.floor(1_000_000 / line.length))
  upstream.script((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end('data: {"choices":[{"index":0,"delta":{"content":"Long."}}]}\n\ndata: [DONE]\n\n')
  })
  await workbench.open()
  await drop(page, 'long.ts', long)
  await expect(page.getByText('long.ts')).toBeVisible()
  await workbench.choose('Explain')
  await workbench.chooseModel(upstream.modelName)
  await workbench.editor.click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('// typed\n')
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('llv-markdown')).toContainText('Long.')
  const [call] = upstream.calls
  expect(JSON.stringify(call?.body).length).toBeGreaterThan(long.length)
  expect(JSON.stringify(call?.body)).toContain('// typed')
})
