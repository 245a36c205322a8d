import assert from 'node:assert/strict'
import { it } from 'node:test'
import { languages } from '@llavero/protocol/control/languages.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { RequestDetailObject } from '@llavero/protocol/control/requests.ts'
import type {
  RunEstimateObject,
  RunObject,
  RunSummaryObject,
} from '@llavero/protocol/control/runs.ts'
import { type Browser, setUp } from './fakes/browser.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { eventsOf, readEvents, textOf } from './fakes/event-stream.ts'
import { errorOf, TestServer } from './fakes/server.ts'
import { until } from './fakes/until.ts'
import { beginStream, chunkText, FakeUpstream, refuse, say } from './fakes/upstream.ts'

const snippet = {
  code: 'function sum(list) {\n  let total = 0\n  for (let i = 0; i <= list.length; i++) total += list[i]\n  return total\n}\n',
  language: 'javascript',
}
const fixBugs = { action_id: 'action_fix-bugs', ...snippet }
const typed = {
  code: 'export function first(items: string[]): string | undefined {\n  var x = items[0]\n  if (x == null) { return undefined }\n  return x\n}\n',
  language: 'typescript',
}
const slugs = [
  'fix-bugs',
  'explain',
  'fix-naming',
  'write-documentation',
  'generate-tests',
  'refactor',
]

describeOnEveryEngine('runs of code actions', (engine) => {
  it('stream the run, the chunks of the chat API and the receipt, and are kept', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const response = await browser.ask('POST', '/api/runs', fixBugs)
    assert.equal(response.status, 200, await response.clone().text())
    const type = response.headers.get('content-type')
    assert.equal(type, 'text/event-stream; charset=utf-8')
    const events = await readEvents(response)
    const begun = runOf(events[0])
    const done = runOf(events.at(-1))
    assert.deepEqual([begun.status, begun.receipt, begun.model], ['running', null, 'sim-code'])
    assert.deepEqual([done.status, done.receipt?.verdict], ['ended', 'complete'])
    assert.deepEqual([done.receipt?.feature, done.error], ['workbench', null])
    assert.equal(events.at(-2), 'data: [DONE]')
    const text = textOf(events.slice(1, -1))
    assert.match(text, /i < list\.length/)
    assert.deepEqual(done.answers, [{ text, finish_reason: 'stop' }])
    assert.deepEqual(await browser.read(`/api/runs/${done.id}`), done)
    const request = await browser.read<RequestDetailObject>(`/api/requests/${done.request_id}`)
    assert.equal(request.run_id, done.id)
    const row = await server.row()
    assert.deepEqual(row, done.receipt, 'the receipt is the row of the log')
  })

  it('answer all six actions on JavaScript and TypeScript in every language', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const scripts = {
      en: /\b(the|what|is|of)\b/i,
      es: /\b(el|la|de|un|se)\b/i,
      ru: /\p{Script=Cyrillic}/u,
      ko: /\p{Script=Hangul}/u,
    }
    for (const slug of slugs) {
      for (const answer_language of languages) {
        for (const code of [snippet, typed]) {
          const body = { action_id: `action_${slug}`, ...code, answer_language }
          const run = await finish(browser, body)
          const what = `${slug} ${answer_language} ${code.language}: ${run.answers[0]?.text}`
          assert.equal(run.receipt?.verdict, 'complete', what)
          assert.match(run.answers[0]?.text ?? '', scripts[answer_language], what)
          const hasCode = /```(js|ts)\n/.test(run.answers[0]?.text ?? '')
          assert.equal(hasCode, slug !== 'explain', what)
        }
      }
    }
  })

  it('that are stopped keep what had come, and cut the provider off', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ engine, upstream })
    const browser = await setUp(server)
    const cutOff = Promise.withResolvers<void>()
    upstream.script(async (response) => {
      response.once('close', cutOff.resolve)
      beginStream(response)
      await say(response, chunkText({ role: 'assistant', content: 'Half of' }))
    })
    const stop = new AbortController()
    const body = { ...fixBugs, model: 'gpt-4o-mini' }
    const response = await browser.ask('POST', '/api/runs', body, stop.signal)
    const events = eventsOf(response)
    const { id } = runOf((await events.next()).value as string)
    assert.match(String((await events.next()).value), /Half of/)
    stop.abort()
    await cutOff.promise
    const run = await until('the receipt', async () => {
      const found = await browser.read<RunObject>(`/api/runs/${id}`)
      return found.status === 'ended' && found
    })
    assert.deepEqual(run.answers, [{ text: 'Half of', finish_reason: null }])
    assert.deepEqual([run.receipt?.verdict, run.receipt?.is_estimated], ['client_gone', true])
    assert.ok((run.receipt?.output_tokens ?? 0) > 0)
  })

  it('that fail are kept with the reason, before the first byte and in mid-answer', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({
      engine,
      upstream,
      settings: { LLAVERO_MAX_TRIES: '1' },
    })
    const browser = await setUp(server)
    upstream.script((response) => refuse(response, 500))
    const refused = await browser.ask('POST', '/api/runs', { ...fixBugs, model: 'gpt-4o-mini' })
    const kept = await browser.read<RunObject>(
      `/api/runs/${refused.headers.get('x-request-id')?.replace('req_', 'run_')}`,
    )
    assert.equal(refused.status, 500)
    assert.equal(kept.error?.message, 'No.')
    upstream.script(async (response) => {
      beginStream(response)
      await say(response, chunkText({ content: 'Half' }))
      response.end()
    })
    const cut = await finish(browser, { ...fixBugs, model: 'gpt-4o-mini' })
    assert.deepEqual(
      [cut.answers[0]?.text, cut.error?.code, cut.receipt?.verdict],
      ['Half', 'upstream_truncated', 'truncated'],
    )
  })

  it('send the parameters that the model takes, under the names that it knows', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ engine, upstream })
    const browser = await setUp(server)
    const parameters = { max_tokens: 50, top_p: 0.5, stop: ['END'] }
    await finish(browser, { ...fixBugs, model: 'gpt-4o-mini', parameters })
    const run = await finish(browser, { ...fixBugs, model: 'gpt-5-mini', parameters })
    const [plain, reasoning] = upstream.calls.map(({ body }) => body)
    assert.deepEqual(
      [plain?.['max_completion_tokens'], plain?.['top_p'], plain?.['temperature']],
      [50, 0.5, 0.2],
    )
    assert.deepEqual([reasoning?.['top_p'], reasoning?.['temperature']], [undefined, undefined])
    assert.deepEqual(run.parameters, { max_tokens: 50, stop: ['END'] })
  })

  it('are found again by words, page by page, and go and come back', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const ids: string[] = []
    for (const code of ['const 합계 = 1', 'const СУММА = 2', 'const a_b = 3']) {
      ids.push((await finish(browser, { ...fixBugs, code })).id)
    }
    const find = async (query: string) =>
      (await browser.read<Page<RunSummaryObject>>(`/api/runs?${query}`)).data.map(({ id }) => id)
    assert.deepEqual(await find('q=합계'), [ids[0]])
    assert.deepEqual(await find('q=сумма'), [ids[1]])
    assert.deepEqual(await find('q=a_b'), [ids[2]])
    assert.deepEqual(await find('q=aXb'), [], 'an underscore is no wildcard')
    const first = await browser.read<Page<RunSummaryObject>>('/api/runs?limit=2')
    assert.deepEqual(first.next, ids[1])
    assert.deepEqual(await find(`limit=2&before=${first.next}`), [ids[0]])
    assert.equal((await browser.ask('DELETE', `/api/runs/${ids[1]}`)).status, 200)
    assert.deepEqual(await find(''), [ids[2], ids[0]])
    assert.equal((await browser.ask('GET', `/api/runs/${ids[1]}`)).status, 404)
    assert.equal((await browser.ask('POST', `/api/runs/${ids[1]}/restore`)).status, 200)
    assert.deepEqual(await find(''), ids.toReversed())
  })

  it('of one comparison belong together, four at most', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const group = (position: number) => ({ ...fixBugs, group: { id: 'group_0123abcd', position } })
    const [a, b] = [await finish(browser, group(0)), await finish(browser, group(1))]
    const { data } = await browser.read<Page<RunSummaryObject>>('/api/runs?group_id=group_0123abcd')
    assert.deepEqual(
      data.map(({ id, group }) => [id, group?.position]),
      [
        [b.id, 1],
        [a.id, 0],
      ],
    )
    assert.equal((await errorOf(await browser.ask('POST', '/api/runs', group(1)))).code, 'conflict')
    const fifth = await errorOf(await browser.ask('POST', '/api/runs', group(4)))
    assert.deepEqual([fifth.status, fifth.param], [400, 'group.position'])
  })

  it('and actions of another person are as if they were not', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const run = await finish(browser, fixBugs)
    const made = await browser.ask('POST', '/api/actions/action_explain/duplicate')
    const { id } = (await made.json()) as { id: string }
    const stranger = await anotherPerson(server, browser)
    const paths: readonly [method: string, path: string][] = [
      ['GET', `/api/runs/${run.id}`],
      ['DELETE', `/api/runs/${run.id}`],
      ['POST', `/api/runs/${run.id}/restore`],
      ['GET', `/api/actions/${id}`],
      ['GET', `/api/actions/${id}?version=1`],
      ['GET', `/api/actions/${id}/export`],
      ['DELETE', `/api/actions/${id}`],
      ['POST', `/api/actions/${id}/restore`],
      ['POST', `/api/actions/${id}/duplicate`],
    ]
    for (const [method, path] of paths) {
      const unknown = path.replace(id, 'action_none').replace(run.id, 'run_none')
      const theirs = await errorOf(await stranger.ask(method, path))
      const nobodys = await errorOf(await stranger.ask(method, unknown))
      assert.equal(theirs.status, 404, `${method} ${path}`)
      const named = theirs.message.replace(id, 'action_none').replace(run.id, 'run_none')
      assert.equal(named, nobodys.message)
    }
    const error = await errorOf(
      await stranger.ask('POST', '/api/runs', { ...fixBugs, action_id: id }),
    )
    assert.equal(error.status, 404)
    assert.deepEqual((await stranger.read<Page<unknown>>('/api/runs')).data, [])
    const actions = await stranger.read<Page<unknown>>('/api/actions')
    assert.equal(actions.data.length, 6)
  })

  it('tell what they would cost before they do', async () => {
    await using upstream = await FakeUpstream.start()
    await using server = await TestServer.start({ engine, upstream })
    const browser = await setUp(server)
    const estimate = async (body: object) => {
      const response = await browser.ask('POST', '/api/runs/estimate', body)
      assert.equal(response.status, 200, await response.clone().text())
      return (await response.json()) as RunEstimateObject
    }
    const free = await estimate({ ...fixBugs, model: 'sim-code' })
    assert.deepEqual([free.is_simulated, free.cost_usd], [true, { min: 0, likely: 0, max: 0 }])
    const paid = await estimate({
      ...fixBugs,
      model: 'gpt-4o-mini',
      parameters: { max_tokens: 10 },
    })
    assert.deepEqual(paid.output_tokens, { min: 1, likely: 10, max: 10 })
    const inputUsd = (paid.input_tokens * 0.15) / 1e6
    assert.ok(Math.abs((paid.cost_usd?.max ?? 0) - inputUsd - (10 * 0.6) / 1e6) <= 1e-6)
    assert.deepEqual(upstream.calls, [], 'nothing was sent')
    const large = await estimate({ ...fixBugs, code: 'a'.repeat(1_048_576) })
    assert.ok(large.input_tokens > 100_000)
  })

  it('refuse what they cannot use, by the name of the field', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const cases: readonly [body: object, code: string, param: string][] = [
      [{ code: '' }, 'empty_string', 'code'],
      [{ code: 'a'.repeat(1_048_577) }, 'string_above_max_length', 'code'],
      [{ language: 'java\nscript' }, 'invalid_value', 'language'],
      [{ answer_language: 'fr' }, 'invalid_value', 'answer_language'],
      [{ parameters: { n: 9 } }, 'integer_above_max_value', 'parameters.n'],
      [{ group: { id: 'mine', position: 0 } }, 'invalid_value', 'group.id'],
      [{ lang: 'js' }, 'unknown_parameter', 'lang'],
      [{ model: 'sim-nothing' }, 'model_not_found', 'model'],
    ]
    for (const [body, code, param] of cases) {
      const error = await errorOf(await browser.ask('POST', '/api/runs', { ...fixBugs, ...body }))
      assert.deepEqual([error.code, error.param], [code, param])
    }
    browser.csrfToken = ''
    const error = await errorOf(await browser.ask('POST', '/api/runs', fixBugs))
    assert.equal(error.code, 'invalid_csrf_token')
  })
})

/** Runs to the end and gives the last event's run. */
async function finish(browser: Browser, body: unknown): Promise<RunObject> {
  const response = await browser.ask('POST', '/api/runs', body)
  assert.equal(response.status, 200, await response.clone().text())
  return runOf((await readEvents(response)).at(-1))
}

/** There is one owner's account so far: a second person comes from the table. */
async function anotherPerson(server: TestServer, browser: Browser): Promise<Browser> {
  const { person } = await browser.read<{ person: { id: string } }>('/api/session')
  const row = await server.storage.people.get(person.id)
  assert.ok(row)
  await server.storage.people.insert({ ...row, id: 'person_eva', email: 'eva@example.com' })
  return browser.as('eva@example.com')
}

function runOf(event: string | undefined): RunObject {
  const prefix = 'event: run\ndata: '
  assert.ok(event !== undefined)
  assert.ok(event.startsWith(prefix), event)
  return JSON.parse(event.slice(prefix.length)) as RunObject
}
