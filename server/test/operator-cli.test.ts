import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { CreatedKeyObject, KeyObject } from '@llavero/protocol/control/keys.ts'
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

  it('names the file where the database is none', async () => {
    await using folder = await createTemporaryFolder()
    await writeFile(join(folder.path, 'llavero.db'), randomBytes(8_192))
    const { code, errors } = await runLlavero(['serve'], variablesOf(folder.path))
    assert.equal(code, 1)
    assert.match(errors, /llavero\.db cannot be used: file is not a database/)
  })
})
