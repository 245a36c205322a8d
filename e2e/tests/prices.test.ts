import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import type { PriceObject } from '@llavero/protocol/control/prices.ts'
import { startModelServer } from '../src/model-server.ts'
import type { Owner } from '../src/server.ts'
import { expect, settled, test as base } from '../src/test.ts'

interface Fixtures {
  /** What the provider has. */
  model: string
  /** The card of a provider, not the default one, with that one model. */
  card: Locator
}

/** Nobody knows what it costs. */
const model = 'house-painter'

const test = base.extend<Fixtures>({
  model: [model, { option: true }],
  card: async ({ page, owner, model }, use) => {
    await using painters = await startModelServer(model)
    const { id } = await owner.call<{ readonly id: string }>('POST', '/api/providers', {
      name: 'Painters',
      base_url: painters.url,
    })
    await owner.call('POST', `/api/providers/${id}/refresh`)
    await page.goto('/providers')
    await settled(page)
    await use(page.getByRole('article', { name: 'Painters' }))
    // The next test has the same server.
    if (await ownPriceOf(model, owner)) await owner.call('DELETE', `/api/prices/${model}`)
    await owner.call('DELETE', `/api/providers/${id}`)
  },
})

/** As it was set, not as it is built in. */
async function ownPriceOf(model: string, owner: Owner): Promise<PriceObject | undefined> {
  const { data } = await owner.call<{ readonly data: readonly PriceObject[] }>('GET', '/api/prices')
  return data.find((price) => price.model === model && price.is_override)
}

async function openForm(page: Page, card: Locator, of = model): Promise<Locator> {
  await card.getByRole('button', { name: `Set a price for ${of}` }).click()
  await expect(page.getByLabel('Charged by')).toBeFocused()
  return page.getByRole('dialog')
}

test('a price is set by the picture, one for each kind, with the keyboard alone', async ({
  page,
  card,
  owner,
}) => {
  await expect(card).toContainText('Price unknown')
  const form = await openForm(page, card)
  await page.keyboard.type('Pictures')
  await expect(form.getByLabel('Charged by')).toHaveValue('pictures')
  await page.keyboard.press('Tab')
  await expect(form.getByLabel('Quality and size 1', { exact: true })).toBeFocused()
  await page.keyboard.type('standard 1024x1024')
  await page.keyboard.press('Tab')
  await page.keyboard.type('0.04')
  await page.keyboard.press('Tab')
  await expect(form.getByRole('button', { name: 'Another quality or size' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(form.getByLabel('Quality and size 2', { exact: true })).toBeFocused()
  await page.keyboard.type('hd 1024x1024')
  await page.keyboard.press('Tab')
  await page.keyboard.type('0.08')
  await form.getByLabel('Source').focus()
  await page.keyboard.type('our contract')
  await page.keyboard.press('Enter')
  await expect(card).toContainText('$0.04 – $0.08 per picture')

  const price = await ownPriceOf(model, owner)
  expect(price?.media?.usd_per_image).toEqual({ 'standard 1024x1024': 0.04, 'hd 1024x1024': 0.08 })
  expect(price?.input_usd_per_million).toBe(0)
})

test('the unit is chosen first, and what is known already is there to be changed', async ({
  page,
  card,
}) => {
  const units = [
    ['characters', '$ per million characters', '15', '$15.00 per million characters'],
    ['minutes', '$ per minute', '0.006', '$0.006 per minute'],
  ] as const
  for (const [unit, label, usd, shown] of units) {
    const form = await openForm(page, card)
    await form.getByLabel('Charged by').selectOption(unit)
    await form.getByLabel(label).fill(usd)
    await form.getByLabel('Source').fill('our contract')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(card).toContainText(shown)
  }
  const form = await openForm(page, card)
  await expect(form.getByLabel('Charged by')).toHaveValue('minutes')
  await expect(form.getByLabel('$ per minute')).toHaveValue('0.006')
  await expect(form.getByLabel('Source')).toHaveValue('our contract')
  await form.getByLabel('Charged by').selectOption('tokens')
  await form.getByLabel('Input, $ per million', { exact: true }).fill('0.5')
  await form.getByLabel('Output, $ per million').fill('1.5')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(card).toContainText('$1.50')
  await expect(card).not.toContainText('per minute')
})

test('an own price is taken back, and the undo of that brings it again whole', async ({
  page,
  card,
  owner,
}) => {
  await owner.call('PUT', '/api/prices', {
    model,
    input_usd_per_million: 3,
    cached_input_usd_per_million: 1,
    output_usd_per_million: 9,
    media: { image_input_usd_per_million: 5, usd_per_image: { hd: 0.08 } },
    source: 'our contract',
    as_of: '2026-11-20',
  })
  await page.reload()
  const before = await ownPriceOf(model, owner)
  const form = await openForm(page, card)
  await form.getByRole('button', { name: 'Take own price back' }).click()
  await expect(page.getByText(`The own price of ${model} was taken back.`)).toBeVisible()
  await expect(card).toContainText('Price unknown')
  expect(await ownPriceOf(model, owner)).toBeUndefined()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(card).toContainText('$0.08 per picture')
  expect(await ownPriceOf(model, owner)).toEqual(before)
})

test.describe('a model that no name leads to', () => {
  test.use({ model: 'gpt-4o-mini' })

  test('has its built-in price again when an own one is taken back', async ({ page, card }) => {
    const form = await openForm(page, card, 'gpt-4o-mini')
    await expect(form.getByRole('button', { name: 'Take own price back' })).toHaveCount(0)
    await form.getByLabel('Input, $ per million', { exact: true }).fill('0.5')
    await form.getByLabel('Source').fill('our contract')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect(card).toContainText('$0.50')
    await expect(card).toContainText('Own price')
    await openForm(page, card, 'gpt-4o-mini')
    await form.getByRole('button', { name: 'Take own price back' }).click()
    await expect(card).toContainText('$0.15')
    await expect(card).not.toContainText('Own price')
  })

  test('shows the price that the server knows', async ({ card }) => {
    await expect(card).toContainText('gpt-4o-mini')
    await expect(card).toContainText('$0.15')
    await expect(card).toContainText('$0.60')
    await expect(card).not.toContainText('Price unknown')
  })
})

test.describe('in a narrow window, in Russian', () => {
  test.use({ viewport: { width: 320, height: 640 }, language: 'ru' })

  test('the form fits, and has no serious fault of accessibility in any unit', async ({
    page,
    card,
    owner,
  }) => {
    await owner.call('PUT', '/api/prices', {
      model,
      input_usd_per_million: 0,
      output_usd_per_million: 0,
      media: { usd_per_image: { 'standard 1024x1024': 0.04, 'hd 1024x1024': 0.08 } },
      source: 'our contract',
      as_of: '2026-11-20',
    })
    await page.reload()
    await settled(page)
    await expect(card).toContainText('за изображение')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    expect(await card.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
    await card.getByRole('button', { name: model }).click()
    for (const unit of ['pictures', 'tokens', 'characters', 'minutes']) {
      await page.getByLabel('Оплата за').selectOption(unit)
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze()
      const serious = violations.filter(({ impact }) => /serious|critical/.test(impact ?? ''))
      expect(
        serious.map(({ id }) => id),
        unit,
      ).toEqual([])
      const widths = await page
        .getByRole('dialog')
        .evaluate((dialog) => [dialog.scrollWidth - dialog.clientWidth, dialog.clientWidth])
      expect(widths[0], unit).toBe(0)
      expect(widths[1], unit).toBeLessThanOrEqual(320)
    }
  })
})
