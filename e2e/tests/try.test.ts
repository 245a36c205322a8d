import { expect, settled, test } from '../src/test.ts'

test('a picture is drawn from a prompt, comes finished, and has a receipt', async ({ page }) => {
  await page.goto('/try')
  await settled(page)
  const panel = page.locator('llv-images-panel')
  await panel.getByLabel('What to draw').fill('A red key')
  await panel.getByLabel('Size').selectOption('256x256')
  await panel.getByRole('button', { name: 'Draw' }).click()
  const picture = panel.getByRole('img', { name: 'A red key' })
  await expect(picture).toHaveAttribute('data-finished', 'true')
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256)
  await panel.getByRole('link', { name: 'SIMULATED' }).click()
  await expect(page).toHaveURL(/\/requests\/req_/)
})

test('a text is spoken, heard in the page, and written down again', async ({ page }) => {
  await page.goto('/try')
  await settled(page)
  await page.getByRole('tab', { name: 'Speech' }).click()
  const speech = page.locator('llv-speech-panel')
  await speech.getByLabel('Text to speak').fill('Seven keys hang here.')
  await speech.getByRole('button', { name: 'Speak' }).click()
  const sound = speech.locator('audio')
  await expect
    .poll(() => sound.evaluate((audio: HTMLAudioElement) => audio.duration))
    .toBeGreaterThan(0.5)

  await speech.getByRole('button', { name: 'Write it down' }).click()
  const transcription = page.locator('llv-transcription-panel')
  await expect(transcription.getByTestId('sound')).toContainText('speech.wav')
  await transcription.getByRole('button', { name: 'Write it down' }).click()
  await expect(transcription.getByTestId('transcript')).toHaveText('Seven keys hang here.')
})

test('a text is judged in thirteen categories', async ({ page }) => {
  await page.goto('/try')
  await settled(page)
  await page.getByRole('tab', { name: 'Moderation' }).click()
  const panel = page.locator('llv-moderation-panel')
  await panel.getByRole('button', { name: 'Judge' }).click()
  await expect(panel.getByTestId('verdict')).toHaveText('Flagged')
  await expect(panel.getByRole('row')).toHaveCount(13)
  await panel.getByLabel('Text to judge').fill('The weather is mild.')
  await panel.getByRole('button', { name: 'Judge' }).click()
  await expect(panel.getByTestId('verdict')).toHaveText('Not flagged')
})

test.describe('refused', () => {
  test.use({ expectedErrors: [/status of 400 .*\/v1\/audio\/transcriptions/] })

  test('what is no sound is not written down, and why is said', async ({ page }) => {
    await page.goto('/try')
    await settled(page)
    await page.getByRole('tab', { name: 'Transcription' }).click()
    const panel = page.locator('llv-transcription-panel')
    await panel
      .getByLabel('Choose a sound file')
      .setInputFiles({ name: 'a.wav', mimeType: 'audio/wav', buffer: Buffer.from('no sound') })
    await panel.getByRole('button', { name: 'Write it down' }).click()
    await expect(panel.getByRole('alert')).toContainText('Invalid file format')
  })
})
