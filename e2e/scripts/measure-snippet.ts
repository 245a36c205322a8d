/**
 * How the workbench bears a snippet of a megabyte: from a key to the frame that shows it, and from Ctrl+Enter to the
 * request. `npm run measure:snippet -w e2e`; wants a quiet machine: what other processes
 * take of a key's time is told apart by the time that the page's thread had a processor.
 */
import { type CDPSession, chromium, type Page } from '@playwright/test'
import { createOwner, startServer } from '../src/server.ts'

const keys = 60
const line = 'export const price = (net: number): number => net * 1.21 // twenty-one percent\n'
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

const server = await startServer()
const owner = await createOwner(server)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  const context = await browser.newContext({ baseURL: server.url })
  const { hostname: domain } = new URL(server.url)
  await context.addCookies([{ name: 'llavero_session', value: owner.cookie, domain, path: '/' }])
  await measure(await context.newPage())
} finally {
  await browser.close()
  await server.stop()
}

async function measure(page: Page): Promise<void> {
  await page.goto('/workbench')
  const editor = page.locator('llv-snippet-editor .cm-content')
  await page.locator('.action[aria-pressed]').nth(1).waitFor()
  await page.locator('llv-snippet-editor input[type=file]').setInputFiles({
    name: 'long.ts',
    mimeType: 'text/plain',
    buffer: Buffer.from(line.repeat(Math.floor(1_000_000 / line.length))),
  })
  await page.getByText('long.ts').waitFor()
  await editor.click()
  const client = await page.context().newCDPSession(page)
  await client.send('Performance.enable', { timeDomain: 'threadTicks' })
  for (const place of ['Home', 'End']) {
    await page.keyboard.press(`Control+${place}`)
    await page.evaluate(watchKeys)
    const before = await processorSeconds(client)
    for (let key = 0; key < keys; key += 1) await page.keyboard.press(key % 8 === 7 ? ' ' : 'x')
    const perKeyMs = Math.round((((await processorSeconds(client)) - before) * 1_000) / keys)
    const delays = (await page.evaluate(delaysOfKeys)).toSorted((a, b) => a - b)
    const [median, worst] = [delays[Math.floor(delays.length / 2)], delays.at(-1)]
    console.log(
      `a key at the ${place} of 1 MB: ${perKeyMs} ms on a processor, shown after ${median} ms (median), ${worst} ms (worst)`,
    )
  }
  const asked = page.waitForRequest('**/api/runs')
  const startedAt = performance.now()
  await page.keyboard.press('Control+Enter')
  await asked
  console.log(`Ctrl+Enter to the request: ${Math.round(performance.now() - startedAt)} ms`)
}

/** All that the page's main thread has worked so far. */
async function processorSeconds(client: CDPSession): Promise<number> {
  const { metrics } = await client.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
}

/** From each `keydown` to the end of the frame after it. */
function watchKeys(): void {
  const delays: number[] = []
  Object.assign(window, { delays })
  addEventListener(
    'keydown',
    ({ timeStamp }) =>
      requestAnimationFrame(() => setTimeout(() => delays.push(performance.now() - timeStamp))),
    { capture: true },
  )
}

async function delaysOfKeys(): Promise<number[]> {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  const { delays } = window as unknown as { delays: number[] }
  return delays.map((delayMs) => Math.round(delayMs))
}
