import { GatewayError } from '@llavero/protocol/errors.ts'
import {
  changePasswordBody,
  loginBody,
  passwordChangeObject,
  sessionEnded,
  sessionObject as sessionSchema,
} from '@llavero/protocol/control/setup.ts'
import type {
  ChangePasswordBody,
  LoginBody,
  PasswordChangeObject,
  SessionObject,
} from '@llavero/protocol/control/setup.ts'
import { hashPassword, verifyPassword } from '../auth/password.ts'
import { clearedSessionCookie, sessionCookie } from '../auth/session-cookie.ts'
import { endSession, SESSION_LIFE_MS, startSession } from '../auth/session.ts'
import type { SessionRecord } from '../auth/session.ts'
import type { PersonTable } from '../storage/tables.ts'
import type { ControlParts } from './parts.ts'
import { requireAttempt } from './require-attempt.ts'
import { requireSignedIn, route } from './route.ts'
import type { ControlContext, ControlReply, ControlRoute } from './route.ts'
import { toUnixSeconds } from './unix-seconds.ts'

const path = '/api/session'

/** Signing in, staying and leaving. */
export function sessionRoutes(parts: ControlParts): ControlRoute[] {
  return [
    route({
      method: 'POST',
      path,
      access: 'public',
      body: loginBody,
      answer: sessionSchema,
      summary: 'Signs in.',
      handle: ({ context, body }) => logIn(parts, context, body),
    }),
    route({
      method: 'GET',
      path,
      access: 'person',
      answer: sessionSchema,
      summary: 'Who is signed in, and the CSRF token.',
      handle: ({ context }) => describeSession(parts, context),
    }),
    route({
      method: 'POST',
      path: `${path}/password`,
      access: 'person',
      body: changePasswordBody,
      answer: passwordChangeObject,
      summary:
        "Changes the password of who is signed in, and ends all of the person's other sessions.",
      handle: async ({ context, body }) => ({ body: await changePassword(parts, context, body) }),
    }),
    route({
      method: 'DELETE',
      path,
      access: 'person',
      answer: sessionEnded,
      summary: 'Signs out.',
      handle: async ({ context }) => {
        await endSession(parts.storage.sessions, requireSignedIn(context).token)
        const body = { object: 'session', deleted: true }
        return { body, setCookie: clearedSessionCookie(context.isSecure) }
      },
    }),
  ]
}

/** Asks for the present password, as a session may be a browser that was left open; guesses count as at signing in. */
async function changePassword(
  parts: ControlParts,
  context: ControlContext,
  { current_password, new_password }: ChangePasswordBody,
): Promise<PasswordChangeObject> {
  const { session } = requireSignedIn(context)
  const { people } = parts.storage
  const person = await people.get(session.person_id)
  if (!person) throw new GatewayError('unauthenticated', 'Sign in first.')
  requireAttempt(parts.loginThrottle, person.email)
  const formerHash = person.password_hash
  if (!(await verifyPassword(current_password, formerHash))) throw wrongPassword()
  parts.loginThrottle.forgive(person.email)
  const own = { formerHash, keptSessionId: session.id }
  const ended_sessions = await people.setPassword(person.id, await hashPassword(new_password), own)
  if (ended_sessions === null) throw wrongPassword()
  return { object: 'password_change', ended_sessions }
}

function wrongPassword(): GatewayError {
  const message = 'This is not the present password.'
  return new GatewayError('wrong_password', message, { param: 'current_password' })
}

/** Begins a session for a person who has proved to be one. */
export async function signIn(
  parts: ControlParts,
  context: ControlContext,
  person: PersonTable,
): Promise<ControlReply> {
  const { people, sessions } = parts.storage
  const { token, session } = await startSession(sessions, person.id, parts.now())
  // Whoever changes the password ends the sessions there are: one that begins with the former one is not to come after.
  const known = await people.get(person.id)
  if (known?.password_hash !== person.password_hash) {
    await endSession(sessions, token)
    throw wrongCredentials()
  }
  const maxAgeSeconds = SESSION_LIFE_MS / 1000
  return {
    body: sessionObject(person, session),
    setCookie: sessionCookie(token, { isSecure: context.isSecure, maxAgeSeconds }),
  }
}

async function logIn(
  parts: ControlParts,
  context: ControlContext,
  body: LoginBody,
): Promise<ControlReply> {
  const email = body.email.toLowerCase()
  requireAttempt(parts.loginThrottle, email)
  const person = await parts.storage.people.byEmail(email)
  const isRight = await verifyPassword(body.password, person?.password_hash ?? null)
  if (!person || !isRight) throw wrongCredentials()
  parts.loginThrottle.forgive(email)
  await parts.storage.sessions.removeExpired(parts.now())
  return signIn(parts, context, person)
}

function wrongCredentials(): GatewayError {
  return new GatewayError('invalid_credentials', 'Wrong e-mail address or password.')
}

async function describeSession(
  parts: ControlParts,
  context: ControlContext,
): Promise<ControlReply> {
  const { token, session } = requireSignedIn(context)
  const person = await parts.storage.people.get(session.person_id)
  if (!person) throw new GatewayError('unauthenticated', 'Sign in first.')
  // The browser's copy of the cookie ends with the session, so it is moved along.
  const maxAgeSeconds = Math.floor((session.expires_at - parts.now()) / 1000)
  return {
    body: sessionObject(person, session),
    setCookie: sessionCookie(token, { isSecure: context.isSecure, maxAgeSeconds }),
  }
}

function sessionObject(person: PersonTable, session: SessionRecord): SessionObject {
  const { id, email, name, role } = person
  return {
    object: 'session',
    person: { id, email, name, role },
    csrf_token: session.csrf_token,
    expires_at: toUnixSeconds(session.expires_at),
  }
}
