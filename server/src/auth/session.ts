import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A session at rest: its token is not among what is stored. */
export interface SessionRecord {
  /** SHA-256 of the token, hex. */
  readonly id: string
  readonly person_id: string
  readonly csrf_token: string
  /** Unix milliseconds. */
  readonly created_at: number
  readonly expires_at: number
}

export interface SessionStore {
  insert(session: SessionRecord): Promise<unknown>
  get(id: string): Promise<SessionRecord | null>
  extend(id: string, expiresAt: number): Promise<unknown>
  remove(id: string): Promise<unknown>
}

const DAY_MS = 24 * 60 * 60 * 1000
export const SESSION_LIFE_MS = 30 * DAY_MS

/** Signs a person in. The token goes into the cookie and is stored nowhere. */
export async function startSession(store: SessionStore, personId: string, nowMs: number) {
  const token = randomToken()
  const session: SessionRecord = {
    id: sessionId(token),
    person_id: personId,
    csrf_token: randomToken(),
    created_at: nowMs,
    expires_at: nowMs + SESSION_LIFE_MS,
  }
  await store.insert(session)
  return { token, session }
}

/**
 * The living session of a token; null when there is none. Every day of use moves its end to thirty days
 * from then; the write is rare, so looking a session up stays cheap.
 */
export async function findSession(
  store: SessionStore,
  token: string,
  nowMs: number,
): Promise<SessionRecord | null> {
  const session = await store.get(sessionId(token))
  if (!session || session.expires_at <= nowMs) return null
  const expiresAt = nowMs + SESSION_LIFE_MS
  if (expiresAt - session.expires_at < DAY_MS) return session
  await store.extend(session.id, expiresAt)
  return { ...session, expires_at: expiresAt }
}

/** Signs a browser out; a token that is no session's is no fault. */
export async function endSession(store: SessionStore, token: string): Promise<void> {
  await store.remove(sessionId(token))
}

/** Whether a change really comes from our page: another site can send the cookie, never this token. */
export function isCsrfTokenRight(session: SessionRecord, presented: string | undefined): boolean {
  return timingSafeEqual(digest(presented ?? ''), digest(session.csrf_token))
}

function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

function sessionId(token: string): string {
  return hash('sha256', token)
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
