import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { BatchSummary, StoredFile } from '@llavero/protocol/control/stored-work.ts'
import { inProcessApi } from '../src/cli/in-process-api.ts'
import { runCommandLine } from '../src/cli/program.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { sdkOf } from './fakes/sdk.ts'
import { TestServer } from './fakes/server.ts'

/** A terminal beside a server that runs. */
async function run(server: TestServer, ...words: string[]): Promise<string> {
  let output = ''
  const code = await runCommandLine(words, {
    serve: async () => {},
    connect: async () => ({
      api: inProcessApi(server.control),
      isServerRunning: true,
      close: async () => {},
    }),
    write: (text) => (output += text),
    writeError: (text) => (output += text),
  })
  assert.equal(code, 0, output)
  return output
}

describeOnEveryEngine('what clients have stored', (engine) => {
  it('is shown to the operator over all projects, page by page', async () => {
    await using server = await TestServer.start({ engine })
    await server.storage.projects.insert({ id: 'other', name: 'Other', created_at: 0 })
    const ours = sdkOf(server, (await server.createKey()).key)
    const theirs = sdkOf(server, (await server.createKey({ project_id: 'other' })).key)
    const line = {
      custom_id: 'one',
      method: 'POST',
      url: '/v1/moderations',
      body: { model: 'sim-moderation', input: 'Hello.' },
    }
    const input = await ours.files.create({
      file: new File([JSON.stringify(line)], 'ours.jsonl'),
      purpose: 'batch',
    })
    await theirs.files.create({ file: new File(['x'], 'theirs.txt'), purpose: 'user_data' })
    const batch = await ours.batches.create({
      input_file_id: input.id,
      endpoint: '/v1/moderations',
      completion_window: '24h',
    })

    const table = await run(server, 'files', 'list')
    assert.match(table, /^file-\w+ +default +batch +ours\.jsonl/m)
    assert.match(table, /^file-\w+ +other +user_data +theirs\.txt +1 /m)
    const listed = async (...words: string[]) =>
      JSON.parse(await run(server, ...words, '--json')) as Page<StoredFile>
    const { data } = await listed('files', 'list', '--project', 'other')
    assert.deepEqual(
      data.map(({ filename, project_id }) => [filename, project_id]),
      [['theirs.txt', 'other']],
    )
    const names: string[] = []
    for (let before: string[] = []; ;) {
      const page = await listed('files', 'list', '--limit', '1', ...before)
      names.push(
        ...page.data
          .filter(({ purpose }) => purpose !== 'batch_output')
          .map(({ filename }) => filename),
      )
      if (page.next === null) break
      before = ['--before', page.next]
    }
    assert.deepEqual(names.toSorted(), ['ours.jsonl', 'theirs.txt'])

    assert.match(await run(server, 'batches', 'list'), /^batch_\w+ +default +\/v1\/moderations /m)
    const batches = JSON.parse(await run(server, 'batches', 'list', '--json')) as Page<BatchSummary>
    assert.deepEqual(
      batches.data.map(({ id, input_file_id }) => [id, input_file_id]),
      [[batch.id, input.id]],
    )
    assert.equal(await run(server, 'batches', 'list', '--project', 'other'), 'Nothing here.\n')
  })

  it('is nobody else’s to see, and no page follows one that does not exist', async () => {
    await using server = await TestServer.start({ engine })
    for (const path of ['/api/files', '/api/batches']) {
      assert.equal((await server.fetch(path)).status, 403, 'there is no owner yet')
      await assert.rejects(server.operate('GET', `${path}?before=none`), /not_found/)
    }
  })
})
