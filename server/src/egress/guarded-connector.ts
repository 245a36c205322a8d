import { lookup } from 'node:dns/promises'
import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import type { LookupFunction, OnReadOpts } from 'node:net'
import { callbackify } from 'node:util'
import { buildConnector } from 'undici'
import { assertAddressesAllowed } from './policy.ts'
import type { EgressPolicy } from './policy.ts'

/** Finds all addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

export const resolveBySystem: Resolve = (hostname) => lookup(hostname, { all: true })

export interface ConnectorOptions {
  readonly policy: EgressPolicy
  readonly connectTimeoutMs: number
  readonly resolve: Resolve
  /** How sockets without TLS hand over what they read; by default as a stream. */
  readonly plainReading?: OnReadOpts
}

/**
 * Opens sockets only to addresses that the policy allows. The address that was judged is the one that
 * is connected to, so a name that answers differently the second time (DNS rebinding) gains nothing.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const common = {
    timeout: options.connectTimeoutMs,
    lookup: guardedLookup(options),
    // One connection per call in flight: HTTP/2 would put all streams of a provider behind one
    // TCP window and one lost packet.
    allowH2: false,
  }
  const connectSecurely = buildConnector(common)
  const connectPlainly = buildConnector(
    options.plainReading === undefined ? common : { ...common, onread: options.plainReading },
  )
  return (target, callback) => {
    const { hostname, protocol } = target
    try {
      // A literal address is never looked up, so it is judged here.
      if (isIP(hostname) !== 0) assertAddressesAllowed(hostname, [hostname], options.policy)
    } catch (error) {
      process.nextTick(callback, error, null)
      return
    }
    if (protocol === 'https:') connectSecurely(target, callback)
    else connectPlainly(target, callback)
  }
}

function guardedLookup({ resolve, policy }: ConnectorOptions): LookupFunction {
  const resolveAllowed = callbackify(async (hostname: string) => {
    const addresses = await resolve(hostname)
    assertAddressesAllowed(
      hostname,
      addresses.map(({ address }) => address),
      policy,
    )
    return addresses
  })
  return (hostname, { all }, callback) =>
    resolveAllowed(hostname, (error, addresses) => {
      const first = addresses?.[0]
      if (error || !first) callback(error ?? new Error(`${hostname} has no address`), [])
      else if (all) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    })
}
