import type { Page } from '@playwright/test'

/** Somebody who is signed out is told so by the server: the browser logs every such answer as an error. */
const expectedAlways = [/status of 401 .*\/api\/session$/]

/** Collects what no page of ours may do, from now on. The returned list grows. */
export async function watchPage(page: Page, expected: readonly RegExp[]): Promise<string[]> {
  const faults: string[] = []
  const note = (fault: string) => {
    if (![...expectedAlways, ...expected].some((pattern) => pattern.test(fault))) faults.push(fault)
  }
  page.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()} at ${message.location().url}`)
  })
  page.on('pageerror', (error) => note(`exception: ${error.stack ?? error.message}`))
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    const isLocal = protocol === 'data:' || protocol === 'blob:' || isOwn(origin, page)
    if (!isLocal) note(`leaves the origin: ${request.method()} ${request.url()}`)
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`policy: ${violatedDirective} ${blockedURI}`)
    })
  })
  return faults
}

/** The page itself is told by its main frame; before that by the first navigation. */
function isOwn(origin: string, page: Page): boolean {
  const current = page.mainFrame().url()
  return current === 'about:blank' || origin === new URL(current).origin
}
