import * as z from 'zod'

// What only the local operator may ask, over the private socket in the data folder.

/** `GET /api/setup/code` */
export const setupCodeObject = z
  .object({
    object: z.literal('setup_code'),
    code: z.string().nullable().describe('The one-time owner code; null once an owner exists.'),
  })
  .readonly()
  .meta({ id: 'SetupCode' })
export type SetupCodeObject = z.output<typeof setupCodeObject>

/** `POST /api/vault/rotate` */
export const vaultRotationObject = z
  .object({
    object: z.literal('vault_rotation'),
    master_key_id: z.string().describe('Names the master key that seals all secrets from now on.'),
    resealed: z.int(),
  })
  .readonly()
  .meta({ id: 'VaultRotation' })
export type VaultRotationObject = z.output<typeof vaultRotationObject>
