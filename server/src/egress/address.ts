import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

type IpAddress = ipaddr.IPv4 | ipaddr.IPv6

/**
 * Whom a connection may reach. `configured`: an operator named the place, so private networks and this
 * machine are fine. `public`: the place comes from a request or from somebody's answer, so only what
 * anybody on the Internet could reach.
 */
export type AddressScope = 'configured' | 'public'

/** Judges one resolved IP address in any spelling, with a zone or without; what is no IP is refused. */
export function isAddressAllowed(address: string, scope: AddressScope): boolean {
  if (isIP(address) === 0) return false
  const parsed = ipaddr.parse(address)
  if (isNeverAllowed(parsed) || embeddedIpv4(parsed).some(isNeverAllowed)) return false
  return scope === 'configured' || isPublic(parsed)
}

/** Names that only a private network gives: RFC 6761, 6762, 8375, and what routers and ICANN keep for it. */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|lan|home\.arpa)$/

/**
 * Whether a host is on this machine or a private network, by how it is written: nothing is resolved. A name without
 * a dot is one: no public host has such a name.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) return !isPublic(ipaddr.parse(host))
  return !host.includes('.') || PRIVATE_NAME.test(host)
}

const NEVER_ALLOWED: readonly string[] = ['unspecified', 'linkLocal', 'multicast', 'broadcast']

/** Where clouds hand out the machine's own credentials, beside the link-local range. */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set([
  '100.100.100.200', // Alibaba Cloud
  '168.63.129.16', // Azure
  '192.0.0.192', // Oracle Cloud
  'fd00:ec2::254', // Amazon
  'fd20:ce::254', // Google
])

function isNeverAllowed(address: IpAddress): boolean {
  if (NEVER_ALLOWED.includes(address.range())) return true
  const withoutZone = ipaddr.fromByteArray(address.toByteArray())
  return METADATA_ADDRESSES.has(withoutZone.toString())
}

/** RFC 4291 section 2.4: so far, addresses are given out in this block only. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')
/** These two are turned back into the IPv4 address on the way: by this machine, by a NAT64 gateway. */
const IPV4_MAPPED = ipaddr.IPv6.parseCIDR('::ffff:0:0/96')
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')

function isPublic(address: IpAddress): boolean {
  if (address.kind() === 'ipv4') return address.range() === 'unicast'
  if (address.match(IPV4_MAPPED) || address.match(NAT64))
    return embeddedIpv4(address).every(isPublic)
  return address.range() === 'unicast' && address.match(GLOBAL_UNICAST)
}

interface Embedding {
  readonly block: [ipaddr.IPv6, number]
  /** Which of the sixteen bytes are the IPv4 address. */
  readonly bytes: readonly number[]
  readonly isInverted?: boolean
}

const LAST_FOUR = [12, 13, 14, 15]

const EMBEDDINGS: readonly Embedding[] = [
  { block: IPV4_MAPPED, bytes: LAST_FOUR }, // RFC 4291
  { block: ipaddr.IPv6.parseCIDR('::/96'), bytes: LAST_FOUR }, // RFC 4291, "compatible"
  { block: ipaddr.IPv6.parseCIDR('::ffff:0:0:0/96'), bytes: LAST_FOUR }, // RFC 6145
  { block: NAT64, bytes: LAST_FOUR }, // RFC 6052
  { block: ipaddr.IPv6.parseCIDR('64:ff9b:1::/48'), bytes: LAST_FOUR }, // RFC 8215
  { block: ipaddr.IPv6.parseCIDR('2002::/16'), bytes: [2, 3, 4, 5] }, // RFC 3056, 6to4
  { block: ipaddr.IPv6.parseCIDR('2001::/32'), bytes: LAST_FOUR, isInverted: true }, // RFC 4380, Teredo
]

/** Every IPv4 address that some standard reads out of this IPv6 address. */
function embeddedIpv4(address: IpAddress): ipaddr.IPv4[] {
  // `::1` would read as the "compatible" spelling of 0.0.0.1, which it is not.
  if (address.kind() === 'ipv4' || address.range() === 'loopback') return []
  const all = address.toByteArray()
  return EMBEDDINGS.filter(({ block }) => address.match(block)).map(({ bytes, isInverted }) => {
    const octets = bytes.map((index) => all[index] ?? 0)
    return new ipaddr.IPv4(isInverted ? octets.map((octet) => octet ^ 0xff) : octets)
  })
}
