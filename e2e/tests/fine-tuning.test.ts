import { jsonLines, trainingLines } from '../src/fill-files.ts'
import { expect, settled, test } from '../src/test.ts'

test('a model is trained on a file, its loss is drawn, and it opens in the playground', async ({
  page,
}) => {
  await page.goto('/fine-tuning?form=new')
  await settled(page)
  await page.getByLabel('Drop files here, or choose them').setInputFiles({
    name: 'doors.jsonl',
    mimeType: 'application/jsonl',
    buffer: Buffer.from(jsonLines(trainingLines)),
  })
  await expect(page.getByLabel('Training file')).not.toHaveValue('')
  await page.getByLabel('Suffix').fill('doors')
  await page.getByLabel('Epochs').fill('2')
  await page.getByRole('button', { name: 'Train a model' }).click()

  await expect(page.getByTestId('job-state')).toHaveText('Succeeded', { timeout: 60_000 })
  await expect(page.getByRole('img', { name: /^From .* in 24 steps/ })).toBeVisible()
  await page.getByRole('button', { name: 'As a table' }).click()
  await expect(page.getByRole('region', { name: 'Loss' }).locator('tbody tr')).toHaveCount(24)
  await expect(page.getByTestId('events')).toContainText('The job has successfully completed')

  await page.getByRole('link', { name: 'Try the model' }).click()
  await expect(page).toHaveURL(/\/playground\?model=ft:sim-mini.*doors/)
})
