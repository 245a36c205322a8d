import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ActionObject } from '@llavero/protocol/control/actions.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { RunObject, RunSummaryObject } from '@llavero/protocol/control/runs.ts'
import { setUp } from './fakes/browser.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { readEvents, textOf } from './fakes/event-stream.ts'
import { TestServer } from './fakes/server.ts'

const snippet = {
  code: 'function sum(list) {\n  let total = 0\n  for (let i = 0; i <= list.length; i++) total += list[i]\n  return total\n}\n',
  language: 'javascript',
}

describeOnEveryEngine('runs of code actions', (engine) => {
  it('stream the run, the chunks of the chat API and the receipt, and are kept', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const response = await browser.ask('POST', '/api/runs', {
      action_id: 'action_fix-bugs',
      ...snippet,
    })
    assert.equal(response.status, 200, await response.clone().text())
    const events = await readEvents(response)
    const begun = runOf(events[0])
    const done = runOf(events.at(-1))
    assert.deepEqual([begun.status, begun.receipt], ['running', null])
    assert.equal(done.status, 'ended')
    assert.equal(done.receipt?.verdict, 'complete')
    assert.equal(done.receipt?.feature, 'workbench')
    assert.equal(events.at(-2), 'data: [DONE]')
    const text = textOf(events.slice(1, -1))
    assert.match(text, /i < list\.length/)
    assert.equal(done.answers[0]?.text, text)

    const kept = await browser.read<RunObject>(`/api/runs/${done.id}`)
    assert.deepEqual(kept, done)
    const history = await browser.read<Page<RunSummaryObject>>('/api/runs?q=LIST.length')
    assert.deepEqual(
      history.data.map(({ id }) => id),
      [done.id],
    )
  })

  it('know six built-in actions', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const { data } = await browser.read<Page<ActionObject>>('/api/actions')
    assert.deepEqual(
      data.map(({ slug }) => slug),
      ['fix-bugs', 'explain', 'fix-naming', 'write-documentation', 'generate-tests', 'refactor'],
    )
    for (const path of [
      '/api/models',
      '/api/settings',
      '/api/preferences',
      '/api/provider-presets',
    ])
      await browser.read(path)
  })
})

function runOf(event: string | undefined): RunObject {
  const prefix = 'event: run\ndata: '
  assert.ok(event !== undefined)
  assert.ok(event.startsWith(prefix), event)
  return JSON.parse(event.slice(prefix.length)) as RunObject
}
