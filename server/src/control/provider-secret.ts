import type { Storage } from '../storage/open.ts'
import type { ProviderTable } from '../storage/tables.ts'
import { secretBinding } from '../vault/envelope.ts'
import type { Vault } from '../vault/vault.ts'
import { newId } from './new-id.ts'

interface Safe {
  readonly storage: Storage
  readonly vault: Vault
  readonly now: () => number
}

/** Seals a provider's key and keeps it; tells the id to find it by. */
export async function keepProviderKey(
  { storage, vault, now }: Safe,
  apiKey: string,
): Promise<string> {
  const id = newId('secret')
  const sealed = vault.seal(apiKey, secretBinding(id))
  await storage.secrets.insert({ id, sealed, created_at: now() })
  return id
}

/** Opens a provider's key; null where it has none. Throws VaultError when it cannot be opened. */
export async function openProviderKey(
  { storage, vault }: Pick<Safe, 'storage' | 'vault'>,
  provider: Pick<ProviderTable, 'secret_id'>,
): Promise<string | null> {
  if (provider.secret_id === null) return null
  const secret = await storage.secrets.get(provider.secret_id)
  return secret && vault.open(secret.sealed, secretBinding(secret.id))
}

/** The end of a key, by which its owner knows it again; of a short one that would be too much. */
export function lastFourOf(apiKey: string): string {
  return apiKey.length < 12 ? '****' : apiKey.slice(-4)
}
