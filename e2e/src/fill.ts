import type { CreatedKeyObject } from '@llavero/protocol/control/keys.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import { startModelServer } from './model-server.ts'
import type { Owner } from './server.ts'

const models = ['sim-mini', 'sim-mini', 'sim-code'] as const

/** Keys of every kind, and calls that were made with the session: what the operator's screens show. */
export async function fillForOperator(owner: Owner): Promise<void> {
  await owner.call('POST', '/api/keys', {
    name: 'Checkout, production',
    budget_usd: 250,
    budget_window: 'month',
    rpm: 600,
    tpm: 200_000,
  })
  await owner.call('POST', '/api/keys', {
    name: 'Ada’s notebook',
    models: ['sim-*', 'gpt-4o-mini'],
  })
  const old = await owner.call<CreatedKeyObject>('POST', '/api/keys', { name: 'Old staging' })
  await owner.call('POST', `/api/keys/${old.id}/revoke`)
  for (const [index, model] of models.entries()) {
    await owner.call('POST', '/v1/chat/completions', {
      model,
      seed: index,
      messages: [{ role: 'user', content: 'function add(a, b) { return a - b }' }],
    })
  }
}

const sold = ['dall-e-3', 'gpt-4o-mini', 'house-painter', 'tts-1', 'whisper-1'] as const

/** A provider whose models are charged by every unit, one of them by a price of our own, and one by an unknown one. */
export async function fillProvider(owner: Owner): Promise<void> {
  await owner.call('PUT', '/api/prices', {
    model: 'dall-e-3',
    input_usd_per_million: 0,
    output_usd_per_million: 0,
    media: { usd_per_image: { 'standard 1024x1024': 0.04, 'hd 1024x1792': 0.12 } },
    source: 'our contract',
    as_of: '2026-11-20',
  })
  const { data } = await owner.call<Page<{ readonly name: string }>>('GET', '/api/providers')
  if (data.some(({ name }) => name === 'Atelier')) return
  await using atelier = await startModelServer(...sold)
  await owner.call('POST', '/api/providers', {
    name: 'Atelier',
    vendor: 'openai',
    base_url: atelier.url,
  })
}
