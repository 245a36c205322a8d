import * as z from 'zod'
import { displayName } from './scalars.ts'

export const email = z
  .string()
  .min(3)
  .max(254)
  // The only sure test of an address is a letter to it: this only catches a wrong field.
  .regex(/^[^\s@]+@[^\s@]+$/)

/** Long enough that length alone resists guessing; the upper bound keeps hashing cheap. */
export const newPassword = z.string().min(12).max(1024)

/** `POST /api/setup`: makes the first owner. */
export const setupBody = z.strictObject({
  /** The one-time code that the process prints while no owner exists. */
  code: z.string().min(1).max(64),
  email,
  name: displayName,
  password: newPassword,
})
export type SetupBody = z.output<typeof setupBody>

/** `GET /api/setup` */
export const setupState = z
  .object({ object: z.literal('setup'), is_required: z.boolean() })
  .readonly()
  .meta({ id: 'SetupState' })
export type SetupState = z.output<typeof setupState>

/** `POST /api/session`: signs in. */
export const loginBody = z.strictObject({
  email,
  password: z.string().min(1).max(1024),
})
export type LoginBody = z.output<typeof loginBody>

/** `GET /api/session`, and the answer to setup and login. */
export const sessionObject = z
  .object({
    object: z.literal('session'),
    person: z
      .object({
        id: z.string(),
        email: z.string(),
        name: z.string(),
        role: z.literal('owner'),
      })
      .readonly(),
    csrf_token: z.string().describe('To be sent as `x-csrf-token` with every change.'),
    expires_at: z.int(),
  })
  .readonly()
  .meta({ id: 'Session' })
export type SessionObject = z.output<typeof sessionObject>

/** `POST /api/session/password` */
export const changePasswordBody = z.strictObject({
  current_password: z.string().min(1).max(1024),
  new_password: newPassword,
})
export type ChangePasswordBody = z.output<typeof changePasswordBody>

/** The answer to it. */
export const passwordChangeObject = z
  .object({
    object: z.literal('password_change'),
    ended_sessions: z.int().describe('Others of the person; the one that asks goes on.'),
  })
  .readonly()
  .meta({ id: 'PasswordChange' })
export type PasswordChangeObject = z.output<typeof passwordChangeObject>

/** The answer to `DELETE /api/session`. */
export const sessionEnded = z
  .object({ object: z.literal('session'), deleted: z.literal(true) })
  .readonly()
  .meta({ id: 'SessionEnded' })
