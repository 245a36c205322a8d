import { openKeyboard } from '../src/keyboard.ts'
import { owner } from '../src/server.ts'
import { expect, settled, test } from '../src/test.ts'

test('the palette opens on a Russian and on a Korean layout', async ({ page }) => {
  await page.goto('/settings')
  await settled(page)
  const keyboard = await openKeyboard(page)
  for (const key of ['л', 'ㅏ']) {
    await keyboard.press(key, 'KeyK', true)
    await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('combobox', { name: 'Commands' })).toHaveCount(0)
  }
})

test('a dialog is left with Esc and by its buttons, and gives the focus back', async ({ page }) => {
  await page.goto('/keys')
  await settled(page)
  const opener = page.getByRole('link', { name: 'Create a key' }).first()
  const dialog = page.getByRole('dialog', { name: 'Create a key' })
  const leave = [
    () => page.keyboard.press('Escape'),
    () => dialog.getByRole('button', { name: 'Cancel' }).click(),
    () => dialog.getByRole('button', { name: 'Close' }).click(),
  ]
  for (const way of leave) {
    await opener.press('Enter')
    await expect(dialog.getByLabel('Name')).toBeFocused()
    await way()
    await expect(dialog).toHaveCount(0)
    await expect(opener).toBeFocused()
  }
})

test('the palette is left and found again with the keyboard alone', async ({ page }) => {
  await page.goto('/settings')
  await settled(page)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused()
  await page.keyboard.type('dark')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test.describe('in Korean', () => {
  test.use({ language: 'ko' })

  test('Enter in the middle of a syllable runs the command that the whole word finds', async ({
    page,
  }) => {
    await page.goto('/nothing-here')
    await settled(page)
    const keyboard = await openKeyboard(page)
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
    await page.keyboard.insertText('설')
    await keyboard.compose('ㅈ', '저', '정')
    await keyboard.enterInComposition('정')
    await expect(page).toHaveURL(/\/settings$/)
  })
})

test.describe('a form', () => {
  test.use({
    isSignedIn: false,
    isOwned: false,
    expectedErrors: [/status of 403 .*\/api\/setup$/],
  })

  test('is sent once, with the whole text, by Enter in the middle of a syllable', async ({
    page,
  }) => {
    const sent: unknown[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.postDataJSON())
    })
    await page.goto('/welcome/account')
    await page.getByLabel('Owner code').fill('AAAA-AAAA')
    await page.getByLabel('E-mail').fill(owner.email)
    await page.getByLabel('Password').fill(owner.password)
    const name = page.getByLabel('Your name')
    await name.focus()
    const keyboard = await openKeyboard(page)
    await page.keyboard.insertText('김')
    await keyboard.compose('ㅎ', '하')
    await keyboard.enterInComposition('하')
    await expect(page.getByLabel('Owner code')).toHaveAccessibleDescription(/not the owner code/)
    expect(sent).toEqual([
      { code: 'AAAA-AAAA', name: '김하', email: owner.email, password: owner.password },
    ])
  })
})
