import type { BatchObject } from '@llavero/protocol/openai/batches.ts'
import { batchLines, jsonLines, upload } from '../src/fill-files.ts'
import { expect, settled, test } from '../src/test.ts'

const refusedLine = {
  ...batchLines[0],
  custom_id: 'too-hot',
  body: { ...batchLines[0]?.body, temperature: 9 },
}

test('a batch is made of an uploaded file, runs, and shows what came of each line', async ({
  page,
}) => {
  const text = jsonLines([...batchLines, refusedLine])
  await page.goto('/batches?form=new')
  await settled(page)
  await page
    .getByLabel('Drop files here, or choose them')
    .setInputFiles({ name: 'b.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(text) })
  await expect(page.getByLabel('File with the requests')).not.toHaveValue('')
  await page.getByRole('button', { name: 'Create a batch' }).click()

  await expect(page.getByTestId('batch-state')).toHaveText('Completed', { timeout: 60_000 })
  await expect(page.getByTestId('batch-progress')).toHaveText('4 of 4')
  const results = page.getByRole('region', { name: 'Results' })
  for (const { custom_id } of batchLines) {
    await expect(results.getByRole('row').filter({ hasText: custom_id })).toContainText('200')
  }
  await page.getByRole('tab', { name: 'Errors' }).click()
  await expect(results.getByRole('row').filter({ hasText: 'too-hot' })).toContainText('400')
})

test('a file that is no batch says what is wrong with which line', async ({ page, owner }) => {
  const file = await upload(owner, {
    name: 'wrong.jsonl',
    purpose: 'batch',
    text: `${JSON.stringify(batchLines[0])}\n{"custom_id": "cut`,
  })
  const { id } = await owner.call<BatchObject>('POST', '/v1/batches', {
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  })
  await page.goto(`/batches/${id}`)
  await expect(page.getByTestId('batch-state')).toHaveText('Failed', { timeout: 60_000 })
  const errors = page.getByRole('region', { name: 'The file cannot be used' })
  await expect(errors.getByRole('row').nth(1)).toContainText('2')
  await expect(errors).toContainText('invalid_json_line')
})
