import { isIP } from 'node:net'
import { isAddressAllowed } from './address.ts'
import type { AddressScope } from './address.ts'

/**
 * How far a connection may go. `configured`: where an operator sent it, HTTP or HTTPS on any port.
 * `public`: where a request sent it, HTTPS on port 443 of a public host. `public-plain`: as `public`,
 * and HTTP on port 80, for who must fetch what is only there.
 */
export type EgressPolicy = 'configured' | 'public' | 'public-plain'

interface PolicyRules {
  readonly scope: AddressScope
  /** Allowed ports by scheme; null allows all. */
  readonly ports: Readonly<Record<string, readonly number[] | null>>
}

const POLICIES: Readonly<Record<EgressPolicy, PolicyRules>> = {
  configured: { scope: 'configured', ports: { 'https:': null, 'http:': null } },
  public: { scope: 'public', ports: { 'https:': [443] } },
  'public-plain': { scope: 'public', ports: { 'https:': [443], 'http:': [80] } },
}

/**
 * A connection that our own rules forbid; no packet was sent. The message names the host as it was
 * written, never the address it leads to: who asked may not be meant to know that.
 */
export class EgressRefusal extends Error {
  override readonly name = 'EgressRefusal'
  readonly code = 'egress_refused'
}

/** Checks what a URL says, before any name is resolved. Throws EgressRefusal. */
export function assertUrlAllowed(url: URL, policy: EgressPolicy): void {
  const ports = POLICIES[policy].ports[url.protocol]
  if (ports === undefined) {
    throw new EgressRefusal(`Requests to ${url.host} may not use the scheme ${url.protocol}`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new EgressRefusal(`The address of ${url.host} may not carry a user name or password`)
  }
  if (ports !== null && !ports.includes(portOf(url))) {
    throw new EgressRefusal(`Requests to ${url.hostname} may not use port ${portOf(url)}`)
  }
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0) assertAddressesAllowed(url.hostname, [literal], policy)
}

/** Checks where a host leads: every address must be allowed, or none is used. Throws EgressRefusal. */
export function assertAddressesAllowed(
  hostname: string,
  addresses: readonly string[],
  policy: EgressPolicy,
): void {
  const { scope } = POLICIES[policy]
  if (addresses.every((address) => isAddressAllowed(address, scope))) return
  throw new EgressRefusal(`${hostname} leads to an address that requests may not go to`)
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}
