import type { Page } from '@playwright/test'
import { startModelServer } from '../src/model-server.ts'
import { expect, settled, test } from '../src/test.ts'

async function open(page: Page, address = '/playground?model=sim-mini'): Promise<void> {
  await page.goto(address)
  await settled(page)
  await page.locator('[data-in-set]').first().waitFor()
}

const set = (page: Page, name: string, value: string) =>
  page.getByLabel(name, { exact: true }).and(page.locator('input[type=number]')).fill(value)

/** How many of the tokens shown are in the set of top_p. */
const inSet = (page: Page) => page.locator('[data-in-set=true]')

test('the picture of the next token follows the parameters', async ({ page }) => {
  await open(page)
  await set(page, 'top_p', '0.01')
  await page.keyboard.press('Tab')
  await expect(inSet(page)).toHaveCount(1)
  await expect(inSet(page)).toContainText('100%')
  await set(page, 'top_p', '1')
  await page.keyboard.press('Tab')
  await expect(inSet(page)).not.toHaveCount(1)
})

test('an answer comes, with its receipt and its response explained', async ({ page }) => {
  await open(page, '/playground?model=sim-mini&seed=7&temperature=0')
  await page.getByLabel('Message 2', { exact: true }).fill('What is a key ring?')
  await page.getByLabel('Message 2', { exact: true }).press('Control+Enter')
  await expect(page.getByTestId('choice-0')).not.toBeEmpty()
  await expect(page.locator('llv-receipt')).toContainText('SIMULATED')
  await page.getByRole('tab', { name: 'The response, explained' }).click()
  await expect(page.getByText('"finish_reason": "stop"')).toBeVisible()
  await page.getByRole('tab', { name: 'Python' }).click()
  await expect(page.getByRole('region', { name: /pip install openai/ })).toContainText('seed=7')
})

test('several answers stand side by side, and their cost is told', async ({ page }) => {
  await open(page)
  await set(page, 'n', '3')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByTestId('choice-2')).not.toBeEmpty()
  await expect(page.getByTestId('n-cost')).toContainText('$0.00')
})

test('each token tells how likely it was, beside what might have come instead', async ({
  page,
}) => {
  // The likeliest token is drawn: it is one of the three.
  await open(page, '/playground?model=sim-mini&temperature=0')
  await set(page, 'top_logprobs', '3')
  await page.getByRole('button', { name: 'Send' }).click()
  const odds = page.getByRole('region', { name: 'How likely each token was' })
  await expect(odds.getByRole('row')).toHaveCount(1 + 3)
  const second = odds.getByRole('button').nth(1)
  await second.click()
  await expect(second).toHaveAttribute('aria-pressed', 'true')
  await expect(page).toHaveURL(/top_logprobs=3/)
})

test('a token that is made impossible leaves the picture and the answer', async ({ page }) => {
  await open(page)
  const field = page.getByLabel('logit_bias', { exact: true })
  await field.fill('key')
  await field.press('Enter')
  await expect(page.getByRole('alert')).toContainText('an id, a colon')
  const asked = page.waitForRequest(
    (request) =>
      request.url().endsWith('/api/next-token') &&
      request.postData()?.includes('"7":-100') === true,
  )
  await field.fill('7:-100')
  await field.press('Enter')
  await asked
  const sent = page.waitForRequest('**/v1/chat/completions')
  await page.getByRole('button', { name: 'Send' }).click()
  expect((await sent).postDataJSON()).toMatchObject({ logit_bias: { '7': -100 } })
  await page.getByRole('button', { name: /^Remove 7/ }).click()
  await expect(page).not.toHaveURL(/logit_bias/)
})

test('a preset says what it sets, and both parameters moved are warned of', async ({ page }) => {
  await open(page)
  await page.getByText('Creative', { exact: true }).click()
  await expect(page.getByTestId('preset-sets')).toContainText('temperature 1.2')
  await expect(page.getByText('Temperature and top_p are both moved.')).toBeVisible()
  await expect(page).toHaveURL(/temperature=1\.2/)
  await page.getByText('Precise', { exact: true }).click()
  await expect(page.getByText('Temperature and top_p are both moved.')).toHaveCount(0)
  await page.getByRole('button', { name: 'Wild: expect nonsense' }).click()
  await expect(page).toHaveURL(/temperature=1\.5/)
})

test('models that can chat are offered, also those that nobody knows, and no others', async ({
  page,
  owner,
}) => {
  await using house = await startModelServer('house-poet', 'dall-e-3', 'whisper-1')
  const provider = await owner.call<{ readonly id: string }>('POST', '/api/providers', {
    name: 'House',
    base_url: house.url,
  })
  const routes = []
  for (const model of ['house-poet', 'dall-e-3']) {
    const targets = [{ provider_id: provider.id, model }]
    routes.push(
      await owner.call<{ readonly id: string }>('POST', '/api/routes', { model, targets }),
    )
  }
  await open(page)
  const choice = page.getByLabel('Model', { exact: true })
  const offered = await choice.getByRole('option').allTextContents()
  expect(offered.map((name) => name.trim())).toEqual(
    expect.arrayContaining(['house-poet', 'sim-code', 'sim-mini']),
  )
  expect(offered.join(' ')).not.toMatch(/dall-e|image|embed|speech|transcribe|moderation/)
  await page.goto('/workbench')
  const ofWorkbench = page.getByLabel('Model').locator('optgroup option')
  await expect(ofWorkbench.filter({ hasText: 'house-poet' })).toHaveCount(1)
  for (const hasText of ['dall-e-3', 'sim-image', 'sim-embed']) {
    await expect(ofWorkbench.filter({ hasText })).toHaveCount(0)
  }
  // A link may ask for one all the same: it is shown, with its price by the picture.
  await page.goto('/playground?model=dall-e-3')
  await expect(choice).toHaveValue('dall-e-3')
  await expect(page.locator('llv-model-facts')).toContainText('per picture')
  for (const { id } of routes) await owner.call('DELETE', `/api/routes/${id}`)
  await owner.call('DELETE', `/api/providers/${provider.id}`)
})

test('what the model cannot take is greyed, with the reason', async ({ page }) => {
  await open(page)
  await page.getByLabel('Model', { exact: true }).selectOption('sim-code')
  const temperature = page.getByLabel('temperature', { exact: true }).first()
  await expect(temperature).toBeDisabled()
  await expect(page.getByText('The simulator answers code by rules').first()).toBeVisible()
})

test('an answer that is stopped keeps what has come, with what it cost', async ({ page }) => {
  await page.route('**/v1/chat/completions', (route) =>
    route.continue({
      headers: {
        ...route.request().headers(),
        'x-llavero-sim': 'tokens=4000;tokens_per_second=40',
      },
    }),
  )
  await open(page)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByTestId('choice-0')).not.toBeEmpty()
  await page.keyboard.press('Escape')
  await expect(page.getByText('Stopped. What had come stays')).toBeVisible()
  await expect(page.locator('llv-receipt')).toContainText('SIMULATED')
})

test('Enter in the middle of a Hangul syllable sends once, with the whole text', async ({
  page,
}) => {
  await open(page)
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/chat/completions')) sent.push(request.postData() ?? '')
  })
  const field = page.getByLabel('Message 2', { exact: true })
  await field.fill('')
  await field.focus()
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: '안', selectionStart: 1, selectionEnd: 1 })
  await field.dispatchEvent('keydown', {
    key: 'Process',
    code: 'Enter',
    ctrlKey: true,
    isComposing: true,
  })
  await session.send('Input.insertText', { text: '안녕' })
  await expect.poll(() => sent.length).toBe(1)
  expect(sent[0]).toContain('안녕')
  await expect(page.getByTestId('choice-0')).not.toBeEmpty()
  expect(sent).toHaveLength(1)
})
