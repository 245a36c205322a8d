import type { CreatedKeyObject } from '@llavero/protocol/control/keys.ts'
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
