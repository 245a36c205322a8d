/**
 * How the page bears a long answer: 20,000 tokens at 200 a second. Prints tasks over 50 ms after the first second,
 * and the heap on the way. `npm run measure:stream -w e2e`; takes 100 s and wants a quiet machine:
 * what other processes take of a task's time is told apart by the time that its thread had a processor.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type CDPSession, chromium, type Page } from '@playwright/test'
import {
  beginStream,
  chunkText,
  doneText,
  FakeUpstream,
  usageChunkText,
} from '../../server/test/fakes/upstream.ts'
import { createOwner, startServer } from '../src/server.ts'

const tokens = 20_000
const tokensPerSecond = 200
const startMark = 'measured from here'
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** About what models write: paragraphs with emphasis, lists, and code now and then. */
const words = [
  ...'The **reader** follows `every` word of this answer, which goes on for a while. '.split(
    /(?<= )/,
  ),
  '\n\n',
  ...'- one item of a list\n- another *item*\n\n'.split(/(?<=[ \n])/),
  ...'```ts\nexport function sum(a: number, b: number): number {\n  return a + b\n}\n```\n\n'.split(
    /(?<=[ \n])/,
  ),
]

const server = await startServer()
const owner = await createOwner(server)
await using upstream = await FakeUpstream.start()
upstream.always(async (response) => {
  beginStream(response)
  const startedAt = performance.now()
  for (let token = 0; token < tokens; token += 1) {
    response.write(chunkText({ content: words[token % words.length] ?? '' }))
    const aheadMs = (token / tokensPerSecond) * 1_000 - (performance.now() - startedAt)
    if (aheadMs > 0) await pause(aheadMs)
  }
  response.end(`${chunkText({}, 'stop')}${usageChunkText()}${doneText}`)
})
const provider = await owner.call<{ readonly id: string }>('POST', '/api/providers', {
  name: 'slow',
  base_url: upstream.baseUrl,
  api_key: 'sk-of-the-measurement',
})
await owner.call('POST', '/api/routes', {
  model: 'slow',
  targets: [{ provider_id: provider.id, model: 'gpt-4o-mini' }],
})

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
const { hostname: domain } = new URL(server.url)
const context = await browser.newContext({
  baseURL: server.url,
  viewport: { width: 1440, height: 900 },
})
await context.addCookies([{ name: 'llavero_session', value: owner.cookie, domain, path: '/' }])
const page = await context.newPage()
await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] })
try {
  await measure(page, await context.newCDPSession(page))
} finally {
  await browser.close()
  await server.stop()
}

async function measure(page: Page, client: CDPSession): Promise<void> {
  await page.goto('/workbench')
  await page.locator('.action[aria-pressed]').nth(1).click()
  await page.locator('llv-snippet-editor .cm-content').click()
  await page.keyboard.insertText('a()')
  await page.getByLabel('Model', { exact: true }).selectOption('slow')
  await page.evaluate(watchTasks, startMark)
  await page.keyboard.press('Control+Enter')
  const heaps: number[] = []
  for (let part = 1; part <= 4; part += 1) {
    await pause((tokens / tokensPerSecond / 4) * 1_000)
    heaps.push(await heapMb(client))
  }
  await page.locator('.receipt-strip').filter({ hasText: 'out' }).waitFor()
  const { startedAt, tasks } = await page.evaluate(
    () => (window as unknown as { seen: { startedAt: number; tasks: [number, number][] } }).seen,
  )
  const late = tasks.filter(([start]) => start - startedAt > 1_000).map(([, duration]) => duration)
  const blocks = await page.locator('.markdown-part > *').count()
  console.log(`${tokens} tokens at ${tokensPerSecond}/s, ${blocks} blocks`)
  console.log(`tasks over 50 ms after the first second: ${late.length}`, late)
  console.log('longest on a processor, ms:', longestOnProcessor(await browser.stopTracing()))
  console.log('heap after 25, 50, 75, 100 %, MB:', heaps)
}

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds. */
  readonly ts: number
  /** Microseconds that the thread was running, of the time from its beginning to its end. */
  readonly tdur?: number
}

/** The tasks of the page's main thread after the first second. */
function longestOnProcessor(trace: Buffer): readonly number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] }
  const start = traceEvents.find(({ name }) => name === startMark)
  if (!start) throw new Error('The trace does not tell when the measurement began.')
  return traceEvents
    .filter(
      ({ name, pid, tid }) => name.endsWith('RunTask') && pid === start.pid && tid === start.tid,
    )
    .filter(({ ts }) => ts > start.ts + 1_000_000)
    .map(({ tdur = 0 }) => Math.round(tdur / 1_000))
    .toSorted((a, b) => b - a)
    .slice(0, 10)
}

function watchTasks(mark: string): void {
  performance.mark(mark)
  const seen = { startedAt: performance.now(), tasks: [] as [number, number][] }
  Object.assign(window, { seen })
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.tasks.push([startTime, duration])
  }).observe({ type: 'longtask' })
}

/** Garbage that waits for the next collection included: to collect here would be a long task of our own making. */
async function heapMb(client: CDPSession): Promise<number> {
  const { usedSize } = await client.send('Runtime.getHeapUsage')
  return Math.round(usedSize / 100_000) / 10
}
