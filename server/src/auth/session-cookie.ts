const SESSION_COOKIE = 'llavero_session'

export interface CookieOptions {
  /** Whether the request came over HTTPS. */
  readonly isSecure: boolean
  readonly maxAgeSeconds: number
}

/** The value of `set-cookie` that signs a browser in. Scripts cannot read it, other sites cannot send it. */
export function sessionCookie(token: string, { isSecure, maxAgeSeconds }: CookieOptions): string {
  const attributes = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}`
  return `${SESSION_COOKIE}=${token}; ${attributes}${isSecure ? '; Secure' : ''}`
}

/** The value of `set-cookie` that signs a browser out. */
export function clearedSessionCookie(isSecure: boolean): string {
  return sessionCookie('', { isSecure, maxAgeSeconds: 0 })
}

/** Finds the session token in a `cookie` header (RFC 6265); null when it has none. */
export function sessionTokenIn(cookieHeader: string | undefined): string | null {
  const prefix = `${SESSION_COOKIE}=`
  for (const pair of (cookieHeader ?? '').split(';')) {
    const text = pair.trim()
    if (text.startsWith(prefix)) return text.slice(prefix.length) || null
  }
  return null
}
