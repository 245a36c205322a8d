import type { BatchError } from '@llavero/protocol/openai/batches.ts'
import * as z from 'zod'
import { UpstreamFailure } from '../gateway/model-call.ts'
import type { Upstream } from '../resource/upstream.ts'
import type { BatchRow } from '../storage/batches.ts'

/** Only what we use of other people's answers. */
const providerBatch = z.object({
  id: z.string(),
  status: z.string(),
  input_file_id: z.string(),
  created_at: z.number().nullish(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  request_counts: z.object({ completed: z.int().min(0), failed: z.int().min(0) }).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .object({
      data: z
        .array(
          z.object({
            code: z.string().nullish(),
            message: z.string().nullish(),
            param: z.string().nullish(),
            line: z.int().nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
})
export type ProviderBatch = z.output<typeof providerBatch>

const batchList = z.object({ data: z.array(providerBatch), has_more: z.boolean().nullish() })

/** Under this name a batch carries our own id, so that it is found again and never made twice. */
const ownIdKey = 'llavero_batch'
/** How much the clocks of a provider and of us may differ. */
const clockSkewMs = 10 * 60_000
const longestList = 50

/** The provider's batch that was made for ours; null where there is none. */
export async function findBatch(
  upstream: Upstream,
  { id, created_at }: BatchRow,
): Promise<ProviderBatch | null> {
  let after = ''
  for (let page = 0; page < longestList; page++) {
    const answer = await upstream.ask('GET', `/batches?limit=100${after}`)
    const { data, has_more } = read(batchList, answer)
    const found = data.find(({ metadata }) => metadata?.[ownIdKey] === id)
    if (found !== undefined) return found
    const last = data.at(-1)
    // Newest first: what follows was there before ours.
    const isOlder = (last?.created_at ?? Infinity) * 1000 < created_at - clockSkewMs
    if (has_more !== true || last === undefined || isOlder) return null
    after = `&after=${encodeURIComponent(last.id)}`
  }
  return null
}

export async function createBatch(
  upstream: Upstream,
  batch: BatchRow,
  input_file_id: string,
): Promise<ProviderBatch> {
  const { endpoint, completion_window } = batch
  const metadata = { [ownIdKey]: batch.id }
  const body = { input_file_id, endpoint, completion_window, metadata }
  return read(providerBatch, await upstream.ask('POST', '/batches', body))
}

export async function getBatch(upstream: Upstream, id: string): Promise<ProviderBatch> {
  return read(providerBatch, await upstream.ask('GET', `/batches/${encodeURIComponent(id)}`))
}

export async function cancelBatch(upstream: Upstream, id: string): Promise<ProviderBatch> {
  const path = `/batches/${encodeURIComponent(id)}/cancel`
  return read(providerBatch, await upstream.ask('POST', path, {}))
}

/** What the provider found wrong, with our names in place of its own. `lines` are those that it was sent. */
export function errorsOf(
  { errors }: ProviderBatch,
  batch: BatchRow,
  lines: readonly number[],
): BatchError[] {
  const told = (errors?.data ?? []).map(({ code, message, param, line }) => ({
    code: code ?? 'upstream_error',
    message: (message ?? '')
      .replaceAll(batch.provider_file ?? batch.id, batch.input_file_id)
      .replaceAll(batch.provider_batch ?? batch.id, batch.id),
    param: param ?? null,
    line: line === null || line === undefined ? null : (lines[line - 1] ?? line),
  }))
  return told.length > 0 ? told : [unexplained]
}

const unexplained: BatchError = {
  code: 'upstream_error',
  message: 'The provider could not do this batch, and did not say why.',
  param: null,
  line: null,
}

function read<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new UpstreamFailure('upstream_invalid', 'The provider answered with no batch.')
}
