import { keep } from '../files/blobs.ts'
import { newFileRow } from '../files/files.ts'
import type { BatchRow } from '../storage/batches.ts'
import { type BatchRun, leaseOf } from './batch-run.ts'

/** Lines that are in memory at once. */
const linesPerPage = 200
/** As documented for the files of a batch, where it does not say otherwise. */
const resultFileMs = 30 * 86_400_000

/** Makes the output file and the error file, where there is something for them and they are not made yet. */
export async function writeFiles(run: BatchRun, batch: BatchRow): Promise<void> {
  const { completed_lines, failed_lines, output_file_id, error_file_id } = batch
  if (completed_lines > 0 && output_file_id === null) await writeFile(run, batch, 'output')
  if (failed_lines > 0 && error_file_id === null) await writeFile(run, batch, 'error')
}

async function writeFile(
  run: BatchRun,
  batch: BatchRow,
  content: 'output' | 'error',
): Promise<void> {
  const { files, storage, now } = run.parts
  const staged = await files.staging.stage(resultsOf(run, batch.id, content === 'error'))
  await keep(files, staged, (blob) => {
    const file = newFileRow(
      {
        projectId: batch.project_id,
        purpose: 'batch_output',
        filename: `${batch.id}_${content}.jsonl`,
        expiresAfterMs: batch.output_expires_after_ms ?? resultFileMs,
      },
      staged.bytes,
      now(),
    )
    const column = content === 'output' ? 'output_file_id' : 'error_file_id'
    return storage.batches.addFile(batch.id, leaseOf(run), { file, blob, column })
  })
}

async function* resultsOf(
  { parts }: BatchRun,
  id: string,
  isError: boolean,
): AsyncGenerator<Buffer> {
  let afterLine = 0
  for (;;) {
    const page = { id, isError, afterLine, limit: linesPerPage }
    const lines = await parts.storage.batches.results(page)
    if (lines.length === 0) return
    yield Buffer.from(lines.map(({ result }) => `${result}\n`).join(''))
    afterLine = lines.at(-1)?.line ?? afterLine
  }
}
