import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { isAddressAllowed, isPrivateHost } from './address.ts'

const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '2606:4700::1111',
  '2a00:1450::1',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
]

/** An operator may name these, a request may not. */
const OPERATOR_ONLY = [
  '127.0.0.1',
  '127.255.255.254',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '198.18.0.1',
  '192.0.2.1',
  '240.0.0.1',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a00:1',
  '64:ff9b:1::8.8.8.8',
  '2002:7f00:1::',
  '2002:808:808::',
  '2001::80ff:fffe',
  'fc00::1',
  'fd12:3456::1',
  'fec0::1',
  '100::1',
  '2001:db8::1',
  '3fff::1',
  '5f00::1',
  '4000::1',
]

const NOBODY = [
  '0.0.0.0',
  '0.1.2.3',
  '::',
  '169.254.169.254',
  '169.254.0.1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '::169.254.169.254',
  '::ffff:0:169.254.169.254',
  '64:ff9b::169.254.169.254',
  '64:ff9b:1::169.254.169.254',
  '2002:a9fe:a9fe::1',
  '2001::5601:5601',
  'fe80::1',
  'fe80::1%eth0',
  'fd00:ec2::254',
  'fd00:0ec2:0:0:0:0:0:0254',
  'fd20:ce::254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '224.0.0.1',
  '239.255.255.255',
  '255.255.255.255',
  'ff02::1',
  '::ffff:0.0.0.0',
]

const NOT_AN_ADDRESS = [
  '',
  'localhost',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '127.1',
  '1.2.3.4.5',
]

describe('an address', () => {
  it('of the open Internet is allowed to requests and to operators', () => {
    for (const address of PUBLIC) {
      assert.ok(isAddressAllowed(address, 'public'), address)
      assert.ok(isAddressAllowed(address, 'configured'), address)
    }
  })

  it('of a private network or this machine is allowed to operators only', () => {
    for (const address of OPERATOR_ONLY) {
      assert.ok(!isAddressAllowed(address, 'public'), address)
      assert.ok(isAddressAllowed(address, 'configured'), address)
    }
  })

  it('that hands out credentials, or that is nobody in particular, is allowed to nobody', () => {
    for (const address of [...NOBODY, ...NOT_AN_ADDRESS]) {
      assert.ok(!isAddressAllowed(address, 'public'), address)
      assert.ok(!isAddressAllowed(address, 'configured'), address)
    }
  })

  it('of IPv4 is judged alike in its mapped spelling', () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.constantFrom('public' as const, 'configured' as const),
        (ip, scope) => {
          assert.equal(isAddressAllowed(`::ffff:${ip}`, scope), isAddressAllowed(ip, scope))
        },
      ),
    )
  })

  it('of IPv6 that requests may reach is always one that operators may reach', () => {
    fc.assert(
      fc.property(fc.ipV6(), (ip) => {
        assert.ok(!isAddressAllowed(ip, 'public') || isAddressAllowed(ip, 'configured'))
      }),
    )
  })
})

describe('a host', () => {
  it('is private by its address, or by a name that only a private network gives', () => {
    const here = ['127.0.0.1', '[::1]', '192.168.1.20', '10.1.2.3', '[fd12::1]', '100.64.0.7']
    const named = ['localhost', 'ollama', 'GPU.local', 'models.home.arpa', 'host.docker.internal']
    for (const host of [...here, ...named]) assert.equal(isPrivateHost(host), true, host)
  })

  it('is none where anybody may reach it', () => {
    const hosts = ['8.8.8.8', '[2606:4700::1111]', 'api.openai.com', 'localhost.example.com']
    for (const host of hosts) assert.equal(isPrivateHost(host), false, host)
  })
})
