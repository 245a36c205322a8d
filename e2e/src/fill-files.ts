import type { BatchObject } from '@llavero/protocol/openai/batches.ts'
import type { FileObject, UploadPurpose } from '@llavero/protocol/openai/files.ts'
import type { Owner } from './server.ts'

/** JSON, a value a line. */
export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

/** Requests of a batch; each answer is short. */
export const batchLines = ['alpha', 'beta', 'gamma'].map((custom_id, seed) => ({
  custom_id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: {
    model: 'sim-mini',
    seed,
    max_tokens: 12,
    messages: [{ role: 'user', content: `Say something about ${custom_id}.` }],
  },
}))

/** Enough examples for a job of fine-tuning. */
export const trainingLines = Array.from({ length: 12 }, (_, index) => ({
  messages: [
    { role: 'user', content: `What opens door ${index}?` },
    { role: 'assistant', content: `Door ${index} is opened by the brass key with ${index} teeth.` },
  ],
}))

export async function upload(
  owner: Owner,
  file: { name: string; purpose: UploadPurpose; text: string },
): Promise<FileObject> {
  const form = new FormData()
  form.set('purpose', file.purpose)
  form.set('file', new File([file.text], file.name))
  return owner.call<FileObject>('POST', '/v1/files', form)
}

/** A batch and a job of fine-tuning, which run on the simulator. */
export async function fillWork(owner: Owner): Promise<void> {
  const input = await upload(owner, {
    name: 'questions.jsonl',
    purpose: 'batch',
    text: jsonLines(batchLines),
  })
  await owner.call<BatchObject>('POST', '/v1/batches', {
    input_file_id: input.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  })
  const training = await upload(owner, {
    name: 'doors.jsonl',
    purpose: 'fine-tune',
    text: jsonLines(trainingLines),
  })
  await owner.call('POST', '/v1/fine_tuning/jobs', {
    model: 'sim-mini',
    training_file: training.id,
    suffix: 'doors',
  })
}

/** A file for each of the screens that take one. */
export async function fillFiles(owner: Owner): Promise<void> {
  const training = jsonLines(trainingLines)
  await upload(owner, { name: 'questions.jsonl', purpose: 'batch', text: jsonLines(batchLines) })
  await upload(owner, { name: 'doors.jsonl', purpose: 'fine-tune', text: training })
  await upload(owner, { name: 'notes.txt', purpose: 'user_data', text: 'Keys hang by the door.\n' })
}
