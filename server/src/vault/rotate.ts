import { secretBinding } from './envelope.ts'
import type { KeySource } from './key-source.ts'
import type { Vault } from './vault.ts'

/** The sealed secrets at rest. All are rows of the table `secret`. */
export interface SealedSecrets {
  list(): Promise<readonly { readonly id: string; readonly sealed: string }[]>
  /** Replaces `before` by `after`; false when the row is gone or holds something else by now. */
  reseal(id: string, before: string, after: string): Promise<boolean>
}

export interface Rotation {
  readonly masterKeyId: string
  readonly resealed: number
}

/**
 * Moves every secret to the next master key while the process serves: both keys open secrets until the
 * last one has moved, and new ones are sealed by the next key from the start. A crash at any point
 * leaves both keys on disk; running it again finishes the move. Not to be run twice at the same time.
 */
export async function rotateMasterKey(
  vault: Vault,
  source: KeySource,
  secrets: SealedSecrets,
): Promise<Rotation> {
  vault.adopt(await source.prepareNext())
  let resealed = 0
  let moved: number
  do {
    // A row that changed under our hands is looked at again in the next pass.
    moved = await resealAll(vault, secrets)
    resealed += moved
  } while (moved > 0)
  await source.promoteNext()
  vault.forgetFormerKeys()
  return { masterKeyId: vault.masterKeyId, resealed }
}

/** One pass over all rows; tells how many still had to move. */
async function resealAll(vault: Vault, secrets: SealedSecrets): Promise<number> {
  let moved = 0
  for (const { id, sealed } of await secrets.list()) {
    const resealed = vault.reseal(sealed, secretBinding(id))
    if (resealed === null) continue
    await secrets.reseal(id, sealed, resealed)
    moved += 1
  }
  return moved
}
