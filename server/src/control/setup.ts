import { setupCodeObject as setupCodeSchema } from '@llavero/protocol/control/operator.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { SetupCodeObject } from '@llavero/protocol/control/operator.ts'
import {
  setupBody,
  sessionObject as sessionSchema,
  setupState,
} from '@llavero/protocol/control/setup.ts'
import type { SetupBody, SetupState } from '@llavero/protocol/control/setup.ts'
import { hashPassword } from '../auth/password.ts'
import type { PersonTable } from '../storage/tables.ts'
import { newId } from './new-id.ts'
import type { ControlParts } from './parts.ts'
import { requireAttempt } from './require-attempt.ts'
import { route } from './route.ts'
import type { ControlContext, ControlReply, ControlRoute } from './route.ts'
import { signIn } from './sessions.ts'

/** How the first owner comes to be. */
export function setupRoutes(parts: ControlParts): ControlRoute[] {
  const isRequired = async () => (await parts.storage.people.count()) === 0
  return [
    route({
      method: 'GET',
      path: '/api/setup',
      access: 'setup',
      answer: setupState,
      summary: 'Whether the first owner is still to be made.',
      handle: async () => {
        const state: SetupState = { object: 'setup', is_required: await isRequired() }
        return { body: state }
      },
    }),
    route({
      method: 'GET',
      path: '/api/setup/code',
      access: 'operator',
      answer: setupCodeSchema,
      summary: 'The one-time code; null once an owner exists.',
      handle: async () => {
        const code = (await isRequired()) ? parts.setupCode.text : null
        return { body: { object: 'setup_code', code } satisfies SetupCodeObject }
      },
    }),
    route({
      method: 'POST',
      path: '/api/setup',
      access: 'setup',
      body: setupBody,
      answer: sessionSchema,
      summary: 'Makes the first owner and signs in. Guesses are slowed down.',
      handle: ({ context, body }) => createOwner(parts, context, body),
    }),
  ]
}

async function createOwner(
  parts: ControlParts,
  context: ControlContext,
  body: SetupBody,
): Promise<ControlReply> {
  const { people } = parts.storage
  if ((await people.count()) > 0) throw alreadySetUp()
  requireAttempt(parts.setupThrottle, 'setup')
  if (!parts.setupCode.matches(body.code)) {
    throw new GatewayError('invalid_setup_code', 'This is not the owner code.', { param: 'code' })
  }
  const owner: PersonTable = {
    id: newId('person'),
    email: body.email.toLowerCase(),
    name: body.name,
    password_hash: await hashPassword(body.password),
    role: 'owner',
    created_at: parts.now(),
  }
  // Of two that race with the right code, the table lets one in.
  if (!(await people.insertFirst(owner))) throw alreadySetUp()
  parts.setupCode.spend()
  return { status: 201, ...(await signIn(parts, context, owner)) }
}

function alreadySetUp(): GatewayError {
  return new GatewayError('setup_completed', 'This server has an owner already: sign in.')
}
