import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readSettings, settings, SettingsError } from './settings.ts'

function faultsOf(environment: Record<string, string>): string {
  try {
    readSettings(environment)
  } catch (error) {
    assert.ok(error instanceof SettingsError)
    return error.message
  }
  return ''
}

describe('readSettings', () => {
  it('has a default for everything', () => {
    const read = readSettings({})
    assert.equal(read.port, 4000)
    assert.equal(read.host, '127.0.0.1')
    assert.equal(read.databaseUrl, null)
    assert.equal(read.storesContent, false)
  })

  it('documents the defaults that it uses', () => {
    const read: Record<string, unknown> = readSettings({})
    for (const [name, { defaultText }] of Object.entries(settings)) {
      if (!defaultText.startsWith('(')) assert.equal(String(read[name]), defaultText, name)
      else assert.ok(read[name] === null || read[name] === '', name)
    }
  })

  it('tells all faults at once, and refuses unknown variables by name', () => {
    const faults = faultsOf({
      LLAVERO_PORT: 'eighty',
      LLAVERO_DATABASE_URL: 'mysql://x',
      LLAVERO_PROT: '1',
      LLAVERO_MASTER_KEY: 'a',
      LLAVERO_MASTER_KEY_COMMAND: 'b',
    })
    for (const name of [
      'LLAVERO_PORT',
      'LLAVERO_DATABASE_URL',
      'LLAVERO_PROT',
      'exclude each other',
    ]) {
      assert.match(faults, new RegExp(name))
    }
  })

  it('reads text into values, and takes an empty variable as not set', () => {
    const read = readSettings({
      LLAVERO_PORT: '0',
      LLAVERO_STORE_CONTENT: 'true',
      LLAVERO_HOST: '',
      PATH: '/bin',
    })
    assert.equal(read.port, 0)
    assert.equal(read.storesContent, true)
    assert.equal(read.host, '127.0.0.1')
    const { imageHosts } = readSettings({
      LLAVERO_IMAGE_HOSTS: 'Images.lan:8080, 10.0.0.1,[::1]:80',
    })
    assert.deepEqual([...(imageHosts ?? [])], ['images.lan:8080', '10.0.0.1', '[::1]:80'])
    for (const wrong of ['http://images.lan', 'images.lan:http', 'a:80,,b:80', '::1']) {
      assert.match(faultsOf({ LLAVERO_IMAGE_HOSTS: wrong }), /LLAVERO_IMAGE_HOSTS: .*host:port/)
    }
  })

  it('never repeats the value of a variable, which may be a secret', () => {
    assert.doesNotMatch(
      faultsOf({ LLAVERO_METRICS_TOKEN: 'canary', OPENAI_BASE_URL: 'canary' }),
      /canary/,
    )
  })
})
