import type { ProviderTable } from '../storage/tables.ts'
import { newId } from './new-id.ts'
import type { ControlParts } from './parts.ts'
import { keepProviderKey } from './provider-secret.ts'

export interface ProviderSeed {
  readonly apiKey: string | null
  readonly baseUrl: string | null
}

const marker = 'provider_seeded'

/**
 * At the first start that finds `OPENAI_API_KEY` or `OPENAI_BASE_URL`, makes the default provider of
 * them; later starts leave what the operator made of it. Returns its id, or null when there was
 * nothing to do.
 */
export async function seedProvider(
  parts: ControlParts,
  seed: ProviderSeed,
): Promise<string | null> {
  const { storage } = parts
  if (seed.apiKey === null && seed.baseUrl === null) return null
  if ((await storage.settings.get(marker)) !== null) return null
  const provider: ProviderTable = {
    id: newId('provider'),
    name: 'OpenAI',
    dialect: 'openai',
    vendor: 'openai',
    base_url: seed.baseUrl ?? 'https://api.openai.com/v1',
    secret_id: seed.apiKey === null ? null : await keepProviderKey(parts, seed.apiKey),
    is_default: 1,
    is_enabled: 1,
    image_urls: 'pass',
    batches: 'executed',
    created_at: parts.now(),
  }
  const isInserted = await storage.providers.insert(provider)
  await storage.settings.set(marker, provider.id)
  return isInserted ? provider.id : null
}
