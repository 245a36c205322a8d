import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { CreatedKeyObject, KeyObject } from '@llavero/protocol/control/keys.ts'
import type { PasswordResetObject } from '@llavero/protocol/control/operator.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import { createTemporaryFolder } from './fakes/engines.ts'
import { type ProcessOutcome, runLlavero, ServerProcess } from './fakes/process.ts'

function printed({ code, output, errors }: ProcessOutcome): unknown {
  assert.deepEqual([code, errors], [0, ''])
  assert.equal(output.trimEnd().split('\n').length, 1, 'one JSON object on one line')
  return JSON.parse(output)
}

describe('llavero keys --json', () => {
  for (const isRunning of [true, false]) {
    it(`creates, lists and revokes keys while the server ${isRunning ? 'runs' : 'does not run'}`, async () => {
      await using folder = await createTemporaryFolder()
      const variables = { LLAVERO_DATA_DIR: folder.path }
      await using server = isRunning ? await ServerProcess.start(variables) : null
      const run = (...words: string[]) => runLlavero(words, variables)

      const words = [
        'keys',
        'create',
        '--name',
        'build',
        '--budget-usd',
        '2',
        '--rpm',
        '60',
        '--models',
        'sim-*',
        '--json',
      ]
      const created = printed(await run(...words)) as CreatedKeyObject
      assert.match(created.key, /^sk-llv-/)
      assert.deepEqual(
        [created.name, created.budget_usd, created.rpm, created.models],
        ['build', 2, 60, ['sim-*']],
      )

      const listing = await run('keys', 'list', '--json')
      assert.ok(!listing.output.includes(created.key), 'the key is told once')
      const { data } = printed(listing) as Page<KeyObject>
      assert.deepEqual(
        data.map(({ id, revoked_at }) => [id, revoked_at]),
        [[created.id, null]],
      )
      if (server !== null) assert.equal(await statusWith(server, created.key), 200)

      const revoked = printed(await run('keys', 'revoke', created.id, '--json')) as KeyObject
      assert.ok(revoked.revoked_at)
      if (server !== null) assert.equal(await statusWith(server, created.key), 401)
    })
  }

  it('makes keys that work when the server starts later', async () => {
    await using folder = await createTemporaryFolder()
    const variables = { LLAVERO_DATA_DIR: folder.path }
    const created = printed(
      await runLlavero(['keys', 'create', '--name', 'a', '--json'], variables),
    ) as CreatedKeyObject
    await using server = await ServerProcess.start(variables)
    assert.equal(await statusWith(server, created.key), 200)
  })

  it('tells a fault as an error object, and by its exit code', async () => {
    await using folder = await createTemporaryFolder()
    const variables = { LLAVERO_DATA_DIR: folder.path }
    const { code, output, errors } = await runLlavero(
      ['keys', 'revoke', 'nobody00', '--json'],
      variables,
    )
    assert.deepEqual([code, output], [1, ''])
    assert.equal((JSON.parse(errors) as { error: { code: string } }).error.code, 'not_found')
  })
})

async function statusWith(server: ServerProcess, key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}` }
  return (await fetch(`${server.url}/v1/models/sim-mini`, { headers })).status
}

describe('a start that fails', () => {
  const variablesOf = (path: string) => ({ LLAVERO_DATA_DIR: path, LLAVERO_PORT: '0' })

  it('ends by itself, and lets go of the folder, where the master key is another one', async () => {
    await using folder = await createTemporaryFolder()
    const variables = variablesOf(folder.path)
    await writeFile(join(folder.path, 'provider.key'), 'sk-provider')
    const words = 'providers add --name One --base-url http://127.0.0.1:1/v1 --no-probe --key-file'
    const key = join(folder.path, 'provider.key')
    assert.equal((await runLlavero([...words.split(' '), key], variables)).code, 0)
    const other = { ...variables, LLAVERO_MASTER_KEY: randomBytes(32).toString('base64') }
    for (const command of [['serve'], ['keys', 'list']]) {
      const { code, errors } = await runLlavero(command, other)
      assert.equal(code, 1)
      assert.match(errors, /was sealed by master key/)
    }
    await using server = await ServerProcess.start(variables)
    assert.ok(server.url)
  })

  it('makes no master key in the place of a lost one, so that it can be put back', async () => {
    await using folder = await createTemporaryFolder()
    const variables = variablesOf(folder.path)
    const secret = join(folder.path, 'provider.key')
    await writeFile(secret, 'sk-provider')
    const words = 'providers add --name One --base-url http://127.0.0.1:1/v1 --no-probe --key-file'
    assert.equal((await runLlavero([...words.split(' '), secret], variables)).code, 0)
    const [key, elsewhere] = [join(folder.path, 'master.key'), join(folder.path, 'backup')]
    await rename(key, elsewhere)
    const { code, errors } = await runLlavero(['serve'], variables)
    assert.equal(code, 1)
    assert.match(errors, /master\.key is missing, and one secret is sealed by it/)
    assert.ok(!(await readdir(folder.path)).includes('master.key'))
    await rename(elsewhere, key)
    assert.equal((await runLlavero(['keys', 'list'], variables)).code, 0)
  })

  it('names a data folder that cannot be made', async () => {
    await using folder = await createTemporaryFolder()
    await writeFile(join(folder.path, 'file'), '')
    const inFile = join(folder.path, 'file', 'data')
    for (const path of [inFile, ...(process.platform === 'linux' ? ['/proc/x/y'] : [])]) {
      const { code, errors } = await runLlavero(['serve'], variablesOf(path))
      assert.equal(code, 1)
      assert.ok(errors.includes(`${path} cannot be made`), errors)
    }
  })

  it('names the file where the database is none', async () => {
    await using folder = await createTemporaryFolder()
    await writeFile(join(folder.path, 'llavero.db'), randomBytes(8_192))
    const { code, errors } = await runLlavero(['serve'], variablesOf(folder.path))
    assert.equal(code, 1)
    assert.match(errors, /llavero\.db cannot be used: file is not a database/)
  })
})

describe('llavero owner reset-password', () => {
  const first = 'the password that was lost'
  const signIn = (server: ServerProcess, password: string) =>
    fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ana@example.com', password }),
    })
  const makeOwner = (server: ServerProcess) =>
    fetch(`${server.url}/api/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        code: server.ownerCode,
        email: 'ana@example.com',
        name: 'Ana',
        password: first,
      }),
    })

  for (const isRunning of [true, false]) {
    it(`lets the owner in again, and nobody else, while the server ${isRunning ? 'runs' : 'does not run'}`, async () => {
      await using folder = await createTemporaryFolder()
      const variables = { LLAVERO_DATA_DIR: folder.path }
      await using before = await ServerProcess.start(variables)
      const cookie = (await makeOwner(before)).headers.get('set-cookie')?.split(';')[0] ?? ''
      assert.notEqual(cookie, '')
      if (!isRunning) await before.end('SIGTERM')
      const reset = printed(
        await runLlavero(['owner', 'reset-password', '--json'], variables),
      ) as PasswordResetObject
      assert.equal(reset.email, 'ana@example.com')
      assert.match(reset.password ?? '', /^([a-z2-9]{4}-){4}[a-z2-9]{4}$/)
      await using after = isRunning ? null : await ServerProcess.start(variables)
      const server = after ?? before
      const session = await fetch(`${server.url}/api/session`, { headers: { cookie } })
      assert.equal(session.status, 401, 'former sessions have ended')
      assert.equal((await signIn(server, first)).status, 401)
      assert.equal((await signIn(server, reset.password ?? '')).status, 200)
    })
  }

  it('takes a password of his own from a file, and never shows it', async () => {
    await using folder = await createTemporaryFolder()
    const variables = { LLAVERO_DATA_DIR: folder.path }
    const file = join(folder.path, 'password')
    const words = ['owner', 'reset-password', '--password-file', file]
    await writeFile(file, 'canary-password\n')
    const early = await runLlavero(words, variables)
    assert.equal(early.code, 1)
    assert.match(early.errors, /There is no owner yet/)
    await using server = await ServerProcess.start(variables)
    await makeOwner(server)
    const done = await runLlavero(words, variables)
    assert.deepEqual([done.code, done.errors], [0, ''])
    assert.match(done.output, /The password of ana@example\.com is set/)
    assert.equal((await signIn(server, 'canary-password')).status, 200)
    await writeFile(file, 'canary')
    const short = await runLlavero(words, variables)
    assert.equal(short.code, 1)
    assert.match(short.errors, /'password'/)
    for (const { output, errors } of [done, short]) assert.doesNotMatch(output + errors, /canary/)
    const nobody = await runLlavero(['owner', 'reset-password', '--email', 'b@c.de'], variables)
    assert.match(nobody.errors, /There is no such person/)
  })
})
