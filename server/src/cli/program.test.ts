import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { CreatedKeyObject, KeyObject } from '@llavero/protocol/control/keys.ts'
import type { VaultRotationObject } from '@llavero/protocol/control/operator.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { PriceObject } from '@llavero/protocol/control/prices.ts'
import type { UsageSummary } from '@llavero/protocol/control/usage.ts'
import { TestControl } from '../../test/fakes/control.ts'
import { createTemporaryFolder, engines } from '../../test/fakes/engines.ts'
import { listenOnLoopback } from '../../test/fakes/loopback.ts'
import { requestLogRow } from '../../test/fakes/rows.ts'
import { parseApiKey } from '../auth/api-key.ts'
import type { CommandLine } from './command-line.ts'
import { inProcessApi } from './in-process-api.ts'
import { runCommandLine } from './program.ts'

const [engine] = engines
assert.ok(engine)

interface Outcome {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** Runs commands on one server; what they print is kept for the test to read. */
function terminal(server: TestControl, change: Partial<CommandLine> = {}) {
  return async (...words: string[]): Promise<Outcome> => {
    let [output, errors] = ['', '']
    const commandLine: CommandLine = {
      serve: async () => {},
      connect: async () => ({
        api: inProcessApi(server.control),
        isServerRunning: true,
        close: async () => {},
      }),
      write: (text) => {
        output += text
      },
      writeError: (text) => {
        errors += text
      },
      ...change,
    }
    const code = await runCommandLine(words, commandLine)
    return { code, output, errors }
  }
}

function printed({ code, output, errors }: Outcome): unknown {
  assert.deepEqual([code, errors], [0, ''])
  return JSON.parse(output)
}

describe('llavero keys', () => {
  it('creates a key with its limits and prints it once, as one JSON object', async () => {
    await using server = await TestControl.start(engine)
    const run = terminal(server)
    const words =
      'keys create --name build --budget-usd 1.5 --budget-window day --rpm 60 --tpm 9000 ' +
      '--models gpt-4o-mini,sim-* --endpoints chat --expires 2027-01-31 --json'
    const created = printed(await run(...words.split(' '))) as CreatedKeyObject
    assert.ok(parseApiKey(created.key))
    const { id: _, key, created_at: __, last_four: ___, ...rest } = created
    assert.deepEqual(rest, {
      object: 'key',
      name: 'build',
      project_id: 'default',
      models: ['gpt-4o-mini', 'sim-*'],
      endpoints: ['chat'],
      budget_usd: 1.5,
      budget_window: 'day',
      spent_usd: 0,
      rpm: 60,
      tpm: 9000,
      expires_at: Date.UTC(2027, 0, 31) / 1000,
      revoked_at: null,
      last_used_at: null,
      previous_last_four: null,
      previous_ends_at: null,
      previous_last_used_at: null,
    })
    const later = [await run('keys', 'list'), await run('keys', 'list', '--json')]
    for (const { output } of later) assert.ok(output.includes('build') && !output.includes(key))
  })

  it('shows people aligned columns', async () => {
    await using server = await TestControl.start(engine)
    const run = terminal(server)
    await run('keys', 'create', '--name', '한국어', '--budget-usd', '10')
    server.clock.nowMs += 1
    await run('keys', 'create', '--name', 'a longer name', '--rpm', '60')
    const { output } = await run('keys', 'list')
    const lines = output.trimEnd().split('\n')
    assert.match(
      lines[0] ?? '',
      /^ID +NAME +ENDS IN +MODELS +SPENT +BUDGET +RPM +TPM +LAST USED +STATE$/,
    )
    assert.match(lines[1] ?? '', / {2}a longer name {2}.* all +\$0\.00 +- +60 +- +- +active$/)
    assert.match(lines[2] ?? '', / {2}한국어 {9}.* all +\$0\.00 +\$10\.00 +- +- +- +active$/)
  })

  it('revokes a key, and says so', async () => {
    await using server = await TestControl.start(engine)
    const run = terminal(server)
    const { id } = printed(await run('keys', 'create', '--name', 'x', '--json')) as CreatedKeyObject
    assert.equal((await run('keys', 'revoke', id)).output, `Revoked ${id} (x).\n`)
    assert.match((await run('keys', 'list')).output, /revoked 2026-11-20 12:00$/m)
  })

  it('rotates a key, and says how long the former secret works', async () => {
    await using server = await TestControl.start(engine)
    const run = terminal(server)
    const made = printed(await run('keys', 'create', '--name', 'x', '--json')) as CreatedKeyObject
    const { output } = await run('keys', 'rotate', made.id, '--grace-hours', '1.5')
    assert.match(output, new RegExp(`^sk-llv-${made.id}-`))
    assert.match(output, new RegExp(`ends in ${made.last_four} works until 2026-11-20 13:30 UTC`))
    assert.notEqual(output.slice(0, made.key.length), made.key)
    const { apiKeys } = server.storage
    const until = { previous_ends_at: Date.UTC(9999, 0, 1) }
    const row = await apiKeys.update(made.id, until)
    const former = `active; former …${made.last_four} until 9999-01-01 00:00, `
    assert.ok((await run('keys', 'list')).output.includes(`${former}not used since`))
    const use = { keyId: made.id, secretHash: row?.previous_secret_hash ?? '' }
    await apiKeys.noteFormerUse({ ...use, usedAtMs: Date.UTC(2026, 10, 20, 13, 5) })
    assert.ok((await run('keys', 'list')).output.includes(`${former}last used 2026-11-20 13:05`))
  })

  it('lists more keys than one page holds', async () => {
    await using server = await TestControl.start(engine)
    for (let count = 0; count < 201; count += 1) {
      await server.operate('POST', '/api/keys', { body: { name: `key ${count}` } })
    }
    const list = printed(await terminal(server)('keys', 'list', '--json')) as Page<KeyObject>
    assert.equal(list.data.length, 201)
  })
})

describe('a command that fails', () => {
  const cases = [
    ['keys', 'revoke', 'nobody'],
    ['keys', 'create', '--name', ''],
    ['keys', 'create', '--name', 'x', '--rpm', 'many'],
    ['keys', 'create', '--name', 'x', '--budget-window', 'week'],
    ['keys', 'create', '--name', 'x', '--expires', 'tomorrow'],
    ['keys', 'create'],
    ['keys', 'create', '--name', 'x', '--unknown'],
    ['nonsense'],
  ]

  it('exits with 1 and one error on standard error', async () => {
    await using server = await TestControl.start(engine)
    for (const words of cases) {
      const { code, output, errors } = await terminal(server)(...words)
      assert.deepEqual([code, output], [1, ''], words.join(' '))
      assert.match(errors, /^Error: .+\n$/)
    }
  })

  it('tells the error as an object when JSON was asked for', async () => {
    await using server = await TestControl.start(engine)
    for (const words of cases) {
      const { code, output, errors } = await terminal(server)(...words, '--json')
      assert.deepEqual([code, output], [1, ''], words.join(' '))
      const { error } = JSON.parse(errors) as { error: object }
      assert.deepEqual(Object.keys(error), ['message', 'type', 'param', 'code'])
    }
  })

  it('lets go of the data folder all the same', async () => {
    await using server = await TestControl.start(engine)
    let closed = 0
    const run = terminal(server, {
      connect: async () => ({
        api: inProcessApi(server.control),
        isServerRunning: false,
        close: async () => {
          closed += 1
        },
      }),
    })
    await run('keys', 'revoke', 'nobody')
    await run('keys', 'list')
    assert.equal(closed, 2)
  })

  it('says that the data folder is in use, in its words', async () => {
    await using server = await TestControl.start(engine)
    const connect = () => Promise.reject(new Error('the data folder is in use by process 7'))
    const { code, errors } = await terminal(server, { connect })('keys', 'list')
    assert.deepEqual([code, errors], [1, 'Error: the data folder is in use by process 7\n'])
  })
})

describe('llavero providers', () => {
  it('adds one after a test, with a key that is read from a file and never shown', async () => {
    await using server = await TestControl.start(engine)
    await using folder = await createTemporaryFolder()
    let authorization: string | undefined
    await using far = await listenOnLoopback((request, response) => {
      authorization = request.headers.authorization
      response.end('{"data":[{"id":"gpt-4o"},{"id":"gpt-4o-mini"}]}')
    })
    const keyFile = join(folder.path, 'key')
    await writeFile(keyFile, 'sk-canary-secret-9xyz\n')
    const run = terminal(server)
    const words = ['--name', 'Far', '--base-url', far.origin, '--key-file', keyFile, '--default']
    const added = await run('providers', 'add', ...words)

    assert.match(added.output, /^Added provider_\w+ \(Far\) with 2 models\.$/m)
    assert.equal(authorization, 'Bearer sk-canary-secret-9xyz')
    const lists = [await run('providers', 'list'), await run('providers', 'list', '--json')]
    assert.match(lists[0]?.output ?? '', / Far +openai +http:\S+ +9xyz +2 +default$/m)
    for (const { output } of [added, ...lists]) assert.ok(!output.includes('canary'))
  })

  it('does not save one that fails the test, unless it is told to', async () => {
    await using server = await TestControl.start(engine)
    const run = terminal(server)
    const words = ['providers', 'add', '--name', 'Near', '--base-url', 'http://127.0.0.1:1/v1']
    const refused = await run(...words)
    assert.equal(refused.code, 1)
    assert.match(refused.errors, /cannot be reached\. To save .*--no-probe/)
    assert.equal((await run(...words, '--no-probe')).code, 0)

    const [provider] = await server.storage.providers.list()
    assert.equal((await run('providers', 'remove', provider?.id ?? '')).code, 0)
    assert.equal((await run('providers', 'list')).output, 'Nothing here.\n')
  })

  it('looks for local servers', async () => {
    await using server = await TestControl.start(engine)
    server.localServers.push({ name: 'Ollama', vendor: 'ollama', baseUrl: 'http://127.0.0.1:1/v1' })
    assert.match(
      (await terminal(server)('providers', 'detect')).output,
      /^Ollama .* not running +-$/m,
    )
  })
})

describe('llavero prices', () => {
  it('sets, shows and takes back what a model costs, in each unit', async () => {
    await using server = await TestControl.start(engine)
    const run = terminal(server)
    const tokens = ['--input', '0', '--output', '0', '--source', 'our contract']
    const pictures = ['--image', 'hd 1024x1024=0.08', '--image', 'low 1024x1024=0.01']
    const day = ['--as-of', '2026-11-20']
    const set = await run('prices', 'set', 'house-image', ...tokens, ...day, ...pictures)
    assert.equal(set.output, 'Set the price of house-image.\n')
    await run('prices', 'set', 'house-voice', ...tokens, '--characters', '15')
    await run('prices', 'set', 'house-ear', ...tokens, '--audio-minute', '0.006')
    const { output } = await run('prices', 'list')
    assert.match(
      output,
      /^house-image .*\$0\.080000\/picture at most +2026-11-20 +own: our contract$/m,
    )
    assert.match(output, /^house-voice .*\$15\.00\/1M characters/m)
    assert.match(output, /^house-ear .*\$0\.006000\/minute/m)
    const { data } = printed(await run('prices', 'list', '--json')) as Page<PriceObject>
    const image = data.find(({ model }) => model === 'house-image')
    assert.deepEqual(image?.media?.usd_per_image, { 'hd 1024x1024': 0.08, 'low 1024x1024': 0.01 })

    const wrong = await run('prices', 'set', 'm', ...tokens, '--image', '0.08')
    assert.match(wrong.errors, /--image.*1024x1024=0\.04/)
    assert.equal((await run('prices', 'remove', 'house-ear')).code, 0)
    assert.doesNotMatch((await run('prices', 'list')).output, /house-ear/)
    assert.equal((await run('prices', 'remove', 'house-ear')).code, 1)
  })
})

describe('llavero requests and usage', () => {
  it('show the same calls and the same sum', async () => {
    await using server = await TestControl.start(engine)
    const run = terminal(server)
    const rows = [
      requestLogRow({ id: 'req_1', model_used: 'gpt-4o', cost_micro_usd: 1_250_000 }),
      requestLogRow({ id: 'req_2', cost_micro_usd: 27 }),
      requestLogRow({
        id: 'req_3',
        key_id: 'other',
        verdict: 'truncated',
        error_code: 'upstream_truncated',
      }),
    ]
    await server.storage.requestLog.append({ rows, contents: [], settlements: [] })

    const calls = (await run('requests', '--limit', '2')).output
    assert.match(calls, /req_3 +other .*upstream_truncated/)
    assert.ok(!calls.includes('req_1'))
    const usage = (await run('usage', '--by', 'model', '--key', 'abcd1234')).output
    assert.match(usage, /^gpt-4o {2,}1 .*\$1\.25$/m)
    assert.match(usage, /^TOTAL {2,}2 .*\$1\.25$/m)
    const { id } = await server.operate<{ id: string }>('POST', '/api/keys', {
      body: { name: 'named' },
    })
    const row = requestLogRow({ id: 'req_4', key_id: id })
    await server.storage.requestLog.append({ rows: [row], contents: [], settlements: [] })
    const byKey = (await run('usage', '--by', 'key')).output
    assert.match(byKey, new RegExp(`^${id} +named +1 `, 'm'))
    assert.match(byKey, /^other {2,}/m)
    const { total } = printed(await run('usage', '--json', '--key', 'abcd1234')) as UsageSummary
    assert.deepEqual({ ...total, requests: 2, cost_usd: 1.250027 }, total)
  })
})

describe('llavero owner and vault', () => {
  it('show the code of a running server, and of no other', async () => {
    await using server = await TestControl.start(engine)
    assert.equal(
      (await terminal(server)('owner', 'code')).output,
      `${server.parts.setupCode.text}\n`,
    )
    const connect = async () => ({
      api: inProcessApi(server.control),
      isServerRunning: false,
      close: async () => {},
    })
    assert.match(
      (await terminal(server, { connect })('owner', 'code')).errors,
      /No server is running/,
    )
    await server.setUp()
    assert.match((await terminal(server)('owner', 'code')).output, /has an owner already/)
  })

  it("rotate the master key, after which providers' keys still open", async () => {
    await using server = await TestControl.start(engine)
    const body = { name: 'Far', base_url: 'http://127.0.0.1:1', api_key: 'sk-canary-secret-9xyz' }
    await server.operate('POST', '/api/providers', { body })
    const before = server.parts.vault.masterKeyId
    const rotation = printed(
      await terminal(server)('vault', 'rotate', '--json'),
    ) as VaultRotationObject
    assert.equal(rotation.resealed, 1)
    assert.notEqual(rotation.master_key_id, before)
    assert.match((await terminal(server)('providers', 'list')).output, / 9xyz /)
  })
})

describe('llavero serve and help', () => {
  it('start the server, and tell every command', async () => {
    await using server = await TestControl.start(engine)
    let isServed = false
    const serve = async () => {
      isServed = true
    }
    assert.equal((await terminal(server, { serve })('serve')).code, 0)
    assert.ok(isServed)
    const { code, output } = await terminal(server)('help')
    assert.equal(code, 0)
    for (const name of ['serve', 'keys', 'providers', 'requests', 'usage', 'owner', 'vault']) {
      assert.match(output, new RegExp(`^  ${name} `, 'm'))
    }
  })
})
