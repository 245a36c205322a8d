import * as z from 'zod'
import { email, newPassword } from './setup.ts'

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

/** `POST /api/owner/reset-password` */
export const passwordResetBody = z.strictObject({
  email: email.optional().describe('Needed only where there are several people.'),
  password: newPassword.optional().describe('One is made where it is absent.'),
})
export type PasswordResetBody = z.output<typeof passwordResetBody>

/** The answer to it. */
export const passwordResetObject = z
  .object({
    object: z.literal('password_reset'),
    email: z.string(),
    password: z
      .string()
      .nullable()
      .describe('Told this once; null where the request has brought its own.'),
  })
  .readonly()
  .meta({ id: 'PasswordReset' })
export type PasswordResetObject = z.output<typeof passwordResetObject>

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
