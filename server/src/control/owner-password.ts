import { randomInt } from 'node:crypto'
import { passwordResetBody, passwordResetObject } from '@llavero/protocol/control/operator.ts'
import type { PasswordResetBody, PasswordResetObject } from '@llavero/protocol/control/operator.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { hashPassword } from '../auth/password.ts'
import type { PersonTable } from '../storage/tables.ts'
import { notFound } from './not-found.ts'
import type { ControlParts } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'

/** No I, L, O, U, 0 or 1: what is read from a screen is typed right. 30^20 is about 98 bits. */
const alphabet = 'abcdefghjkmnpqrstvwxyz23456789'
const groups = 5
const groupLength = 4

/** The way back for who has lost the password: the operator, on the machine itself, gives out another one. */
export function ownerPasswordRoutes(parts: ControlParts): ControlRoute[] {
  return [
    route({
      method: 'POST',
      path: '/api/owner/reset-password',
      access: 'operator',
      body: passwordResetBody,
      answer: passwordResetObject,
      summary: 'Gives the owner another password, and ends all of his sessions.',
      handle: async ({ body }) => {
        const person = await personOf(parts, body.email)
        const password = body.password ?? randomPassword()
        await parts.storage.people.setPassword(person.id, await hashPassword(password))
        parts.loginThrottle.forgive(person.email)
        const told = body.password === undefined ? password : null
        const reset: PasswordResetObject = {
          object: 'password_reset',
          email: person.email,
          password: told,
        }
        return { body: reset }
      },
    }),
  ]
}

/** Where there is one person only, nobody has to say who. */
async function personOf(
  { storage: { people } }: ControlParts,
  email: PasswordResetBody['email'],
): Promise<PersonTable> {
  if (email !== undefined) {
    const person = await people.byEmail(email.toLowerCase())
    if (person === null) throw notFound('person', email)
    return person
  }
  const [person, another] = await people.list(2)
  if (person === undefined) {
    throw new GatewayError('setup_required', 'There is no owner yet, and so no password.')
  }
  if (another === undefined) return person
  const message = 'There are several people: say whose password it is.'
  throw new GatewayError('missing_required_parameter', message, { param: 'email' })
}

function randomPassword(): string {
  const group = () =>
    Array.from({ length: groupLength }, () => alphabet[randomInt(alphabet.length)]).join('')
  return Array.from({ length: groups }, group).join('-')
}
