import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { screens } from '../src/screens.ts'
import { expect, languages, settled, test, themes } from '../src/test.ts'

for (const screen of screens) {
  test.describe(screen.name, () => {
    test.use({ isSignedIn: screen.isSignedOut !== true, isOwned: screen.isUnowned !== true })

    test('has no serious fault of accessibility in any theme and language', async ({
      page,
      owner,
    }) => {
      test.slow()
      await screen.fill?.(owner)
      await page.goto(screen.path)
      for (const theme of themes) {
        for (const language of languages) {
          await remember(page, { theme, language })
          // Not a reload: what a screen was brought to may have an address of its own.
          await page.goto(screen.path)
          await settled(page)
          await screen.prepare?.(page)
          expect(await seriousFaults(page), `${theme}, ${language}`).toEqual([])
        }
      }
    })
  })
}

async function remember(page: Page, choice: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate((entries) => {
    for (const [name, value] of entries) localStorage.setItem(`llavero.${name}`, value)
  }, Object.entries(choice))
}

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, target }) => `${JSON.stringify(target)} ${html}`).join(' | ')}`,
    )
}
