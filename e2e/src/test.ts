import { test as base, expect, type Page } from '@playwright/test'
import { createOwner, type Owner, startServer, type TestServer } from './server.ts'
import { watchPage } from './watch-page.ts'

export { expect } from '@playwright/test'

export const languages = ['en', 'es', 'ru', 'ko'] as const
export const themes = ['light', 'dark'] as const

interface Options {
  /** Whether the server has an owner already; one without is started for this test alone. */
  isOwned: boolean
  /** Whether the browser comes with the owner's session. */
  isSignedIn: boolean
  language: (typeof languages)[number]
  theme: (typeof themes)[number]
  /** Console errors that belong to what the test shows, e.g. a refused sign-in. */
  expectedErrors: readonly RegExp[]
}

interface WorkerFixtures {
  /** One server for all tests of a worker: they must not rely on its being empty. */
  server: TestServer
  owner: Owner
}

interface Fixtures {
  /** The server that the browser looks at. */
  site: TestServer
}

/**
 * Every test fails on a request that leaves the origin, on an error in the console, on an exception and on a
 * violation of the Content-Security-Policy.
 */
export const test = base.extend<Options & Fixtures, WorkerFixtures>({
  isOwned: [true, { option: true }],
  isSignedIn: [true, { option: true }],
  language: ['en', { option: true }],
  theme: ['light', { option: true }],
  expectedErrors: [[], { option: true }],

  server: [
    async ({}, use) => {
      const server = await startServer()
      await use(server)
      await server.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  owner: [async ({ server }, use) => use(await createOwner(server)), { scope: 'worker' }],
  site: async ({ server, isOwned }, use) => {
    if (isOwned) return use(server)
    const unowned = await startServer()
    await use(unowned)
    await unowned.stop()
  },

  baseURL: async ({ site }, use) => use(site.url),
  storageState: async ({ site, owner, isSignedIn, language, theme }, use) => {
    const { origin, hostname: domain } = new URL(site.url)
    const cookie = { name: 'llavero_session', value: owner.cookie, domain, path: '/' }
    const attributes = { expires: -1, httpOnly: true, secure: false, sameSite: 'Strict' } as const
    await use({
      cookies: isSignedIn ? [{ ...cookie, ...attributes }] : [],
      origins: [{ origin, localStorage: remembered(language, theme) }],
    })
  },
  page: async ({ page, owner, expectedErrors }, use) => {
    // The tests of a worker have one owner: what one has chosen is not for the next.
    await owner.call('PATCH', '/api/preferences', { language: null, theme: null })
    const faults = await watchPage(page, expectedErrors)
    await use(page)
    expect(faults).toEqual([])
  },
})

function remembered(language: string, theme: string) {
  return [
    { name: 'llavero.language', value: language },
    { name: 'llavero.theme', value: theme },
  ]
}

/** Resolves when the screen has its texts and shows no skeleton any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready)
}
