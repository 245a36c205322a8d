import { chunkText, streamWords } from '../../server/test/fakes/upstream.ts'
import { expect } from '../src/test.ts'
import { buggyJs, buggyTs, test } from '../src/workbench.ts'

/** What each action shows of an answer of `sim-code`. */
const actions: readonly (readonly [name: string, tab: string, shown: string])[] = [
  ['Fix bugs', 'Changes', 'llv-hunk'],
  ['Explain', 'Report', 'llv-markdown h3, llv-markdown h4, llv-markdown h5'],
  ['Fix naming', 'Changes', 'llv-review'],
  ['Write documentation', 'Documentation', 'llv-hunk ins'],
  ['Generate tests', 'Tests', 'llv-test-file .tok-keyword'],
  ['Refactor', 'Changes', 'llv-review'],
]

for (const [language, code] of [
  ['JavaScript', buggyJs],
  ['TypeScript', buggyTs],
] as const) {
  test(`every action answers on ${language}`, async ({ workbench, page }) => {
    test.slow()
    await workbench.open()
    await workbench.write(code)
    await expect(page.getByLabel('Programming language')).toContainText(`Detected: ${language}`)
    for (const [action, tab, shown] of actions) {
      await workbench.choose(action)
      await workbench.run()
      await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true')
      await expect(page.locator(shown).first()).toBeVisible()
      await expect(page.locator('llv-provenance').first()).toHaveText('SIMULATED')
    }
  })
}

test('changes are accepted, rejected, edited and applied by keyboard only', async ({
  workbench,
  page,
}) => {
  await workbench.open()
  await workbench.write(buggyJs)
  await workbench.run()
  await expect(workbench.hunks).toHaveCount(2)
  const [first, second] = [workbench.hunks.nth(0), workbench.hunks.nth(1)]
  await expect(first).toBeFocused()
  await expect(first).toContainText('the loop went one step too far')

  await page.keyboard.press('j')
  await expect(second).toBeFocused()
  await expect(second).toContainText('await was missing')
  await page.keyboard.press('k')
  await expect(first).toBeFocused()
  await page.keyboard.press('r')
  await expect(first).toHaveAttribute('data-verdict', 'rejected')
  await expect(second).toBeFocused()
  await page.keyboard.press('a')
  await expect(second).toHaveAttribute('data-verdict', 'accepted')

  await page.keyboard.press('e')
  const field = second.locator('.cm-content')
  await expect(field).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('  const data = await response.text()')
  await page.keyboard.press('Control+Enter')
  await expect(second).toContainText('Edited')
  await expect(second).toBeFocused()

  await page.getByRole('button', { name: 'Apply to the editor' }).press('Enter')
  await expect(workbench.editor).toContainText('await response.text()')
  await expect(workbench.editor).toContainText('i <= items.length')
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect(workbench.editor).not.toContainText('await response.text()')
})

test('a result that no longer parses is flagged, until the change at fault is rejected', async ({
  workbench,
  upstream,
  page,
}) => {
  const broken = 'Done.\n\n```js\nconst a = (1\n```\n\n- Line 1: why not'
  upstream.always(streamWords([broken]))
  await workbench.open()
  await workbench.write('const a = 1\n')
  await workbench.chooseModel(upstream.modelName)
  await workbench.run()
  await expect(page.getByText('The result no longer parses (line 1)')).toBeVisible()
  await page.keyboard.press('r')
  await expect(page.getByText('The result no longer parses')).toHaveCount(0)
})

test('nothing in an answer is ever loaded or run', async ({ workbench, upstream, page }) => {
  upstream.always(
    streamWords([
      '![cat](https://pictures.example/cat.png) <img src="https://x.example/y.png" onerror="alert(1)">',
      '\n\n[click](javascript:alert(1))',
    ]),
  )
  await workbench.open()
  await workbench.write('a()')
  await workbench.choose('Explain')
  await workbench.chooseModel(upstream.modelName)
  await workbench.run()
  await expect(page.locator('.blocked-image')).toContainText('pictures.example')
  await expect(page.locator('llv-markdown img')).toHaveCount(0)
  await expect(page.locator('llv-markdown a')).toHaveCount(0)
})

test.describe('a provider that refuses', () => {
  // The provider goes when the test ends, while the page may still ask what a run would cost.
  test.use({ expectedErrors: [/status of 40[04] .*\/api\/runs/] })

  test('is quoted, with another try', async ({ workbench, upstream, page }) => {
    upstream.script((response) => {
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: 'Too hot today.', type: 'x', code: null } }))
    })
    await workbench.open()
    await workbench.write('a()')
    await workbench.choose('Explain')
    await workbench.chooseModel(upstream.modelName)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('alert')).toContainText('Too hot today.')
    await expect(workbench.receipt).toHaveCount(0)
    upstream.always((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(
        `${chunkText({ content: 'Better now.' })}${chunkText({}, 'stop')}data: [DONE]\n\n`,
      )
    })
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.locator('llv-markdown')).toContainText('Better now.')
  })
})
