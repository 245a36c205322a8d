import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ActionFile, ActionObject, PreviewObject } from '@llavero/protocol/control/actions.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import { type Browser, setUp } from './fakes/browser.ts'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { errorOf, TestServer } from './fakes/server.ts'

const own = {
  slug: 'translate-comments',
  name: { en: 'Translate comments' },
  prompts: {
    en: { system: '', user: 'Translate the comments into {{answerLanguage}}:\n{{codeBlock}}' },
  },
  output: 'patch',
}

const snippet = { code: 'let a = 1 // uno', language: 'javascript' }

describeOnEveryEngine('code actions', (engine) => {
  it('can be made, edited in versions, duplicated and read at any version', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const made = await ask<ActionObject>(browser, 'POST', '/api/actions', own)
    assert.deepEqual([made.version, made.tier, made.is_built_in], [1, 'balanced', false])
    const path = `/api/actions/${made.id}`
    const edited = await ask<ActionObject>(browser, 'PATCH', path, { tier: 'small' })
    assert.deepEqual([edited.version, edited.tier, edited.prompts], [2, 'small', made.prompts])
    const first = await browser.read<ActionObject>(`${path}?version=1`)
    assert.deepEqual([first.version, first.latest_version, first.tier], [1, 2, 'balanced'])
    const copy = await ask<ActionObject>(browser, 'POST', `${path}/duplicate`)
    assert.notEqual(copy.id, made.id)
    assert.deepEqual([copy.version, copy.tier, copy.slug], [1, 'small', made.slug])
    assert.equal((await errorOf(await browser.ask('GET', `${path}?version=3`))).status, 404)
  })

  it('that are built in are edited for everybody and can be made what they were', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const path = '/api/actions/action_explain'
    const before = await browser.read<ActionObject>(path)
    const edited = await ask<ActionObject>(browser, 'PATCH', path, { prompts: own.prompts })
    assert.deepEqual([edited.version, edited.is_modified], [2, true])
    await server.restart()
    assert.deepEqual(await browser.read(path), edited, 'a start leaves an edited one alone')
    const reset = await ask<ActionObject>(browser, 'POST', `${path}/reset`)
    assert.deepEqual([reset.version, reset.is_modified, reset.prompts], [3, false, before.prompts])
    assert.equal((await errorOf(await browser.ask('DELETE', path))).code, 'conflict')
    const { id } = await ask<ActionObject>(browser, 'POST', '/api/actions', own)
    const error = await errorOf(await browser.ask('POST', `/api/actions/${id}/reset`))
    assert.equal(error.code, 'conflict')
  })

  it('go and come back', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const { id } = await ask<ActionObject>(browser, 'POST', '/api/actions', own)
    await ask(browser, 'DELETE', `/api/actions/${id}`)
    assert.equal((await list(browser)).length, 6)
    assert.equal((await browser.ask('GET', `/api/actions/${id}`)).status, 404)
    assert.equal((await browser.ask('DELETE', `/api/actions/${id}`)).status, 404)
    await ask(browser, 'POST', `/api/actions/${id}/restore`)
    assert.equal((await list(browser)).at(-1)?.id, id)
    assert.equal((await browser.ask('POST', `/api/actions/${id}/restore`)).status, 404)
  })

  it('come out as a file and in again, all or none', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const file = await browser.read<ActionFile>('/api/actions/action_fix-bugs/export')
    const [exported] = file.actions
    assert.ok(exported)
    const bad = { ...exported, prompts: { en: { system: '', user: '{{code}} {{cod}}' } } }
    const error = await errorOf(
      await browser.ask('POST', '/api/actions/import', { ...file, actions: [exported, bad] }),
    )
    assert.deepEqual([error.status, error.param], [400, 'actions[1].prompts.en.user'])
    assert.match(error.message, /unknown placeholder '\{\{cod\}\}'/)
    assert.equal((await list(browser)).length, 6)
    const { data } = await ask<Page<ActionObject>>(browser, 'POST', '/api/actions/import', file)
    assert.deepEqual(
      data.map(({ slug, prompts, is_built_in }) => [slug, prompts, is_built_in]),
      [['fix-bugs', exported.prompts, false]],
    )
  })

  it('show what they would send, each placeholder filled in once', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const code = 'const t = "{{language}}" // ```'
    const body = { ...snippet, code, answer_language: 'ko' }
    const draft = {
      en: { system: 'Action: {{action}}', user: '\\{{code}} {{codeBlock}} {{ language }}' },
    }
    const { messages, prompt_language } = await ask<PreviewObject>(
      browser,
      'POST',
      '/api/actions/preview',
      { ...body, prompts: draft, slug: 'mine' },
    )
    assert.equal(prompt_language, 'en')
    assert.deepEqual(messages, [
      { role: 'system', content: 'Action: mine' },
      { role: 'user', content: `{{code}} \`\`\`\`javascript\n${code}\n\`\`\`\` javascript` },
    ])
    const saved = await ask<PreviewObject>(browser, 'POST', '/api/actions/preview', {
      ...body,
      action_id: 'action_refactor',
    })
    assert.equal(saved.prompt_language, 'ko')
    assert.match(saved.messages[0]?.content ?? '', /^Action: refactor\nAnswer in: ko\n/)
  })

  it('refuse what they cannot use, by the name of the field', async () => {
    await using server = await TestServer.start({ engine })
    const browser = await setUp(server)
    const prompts = (user: string) => ({ ...own, prompts: { ru: { user } } })
    const cases: readonly [body: unknown, code: string, param: string][] = [
      [{ ...own, slug: 'No Slug' }, 'invalid_value', 'slug'],
      [{ ...own, name: {} }, 'invalid_value', 'name'],
      [{ ...own, prompts: { fr: { user: '{{code}}' } } }, 'unknown_parameter', 'prompts.fr'],
      [prompts('No snippet.'), 'invalid_value', 'prompts.ru.user'],
      [prompts('{{code}} {{klass}}'), 'invalid_value', 'prompts.ru.user'],
      [prompts('x'.repeat(32_769)), 'string_above_max_length', 'prompts.ru.user'],
      [prompts('{{code}}\0'), 'invalid_value', 'prompts.ru.user'],
      [{ ...own, tier: 'huge' }, 'invalid_value', 'tier'],
      [
        { ...own, parameters: { temperature: 3 } },
        'decimal_above_max_value',
        'parameters.temperature',
      ],
      [{ ...own, parameters: { temprature: 1 } }, 'unknown_parameter', 'parameters.temprature'],
    ]
    for (const [body, code, param] of cases) {
      const error = await errorOf(await browser.ask('POST', '/api/actions', body))
      assert.deepEqual([error.status, error.code, error.param], [400, code, param])
    }
    const both = { ...snippet, action_id: 'action_explain', prompts: own.prompts }
    const error = await errorOf(await browser.ask('POST', '/api/actions/preview', both))
    assert.deepEqual([error.status, error.param], [400, 'action_id'])
  })
})

async function list(browser: Browser): Promise<readonly ActionObject[]> {
  return (await browser.read<Page<ActionObject>>('/api/actions')).data
}

async function ask<Body>(
  browser: Browser,
  method: string,
  path: string,
  body?: unknown,
): Promise<Body> {
  const response = await browser.ask(method, path, body)
  assert.ok(response.ok, await response.clone().text())
  return (await response.json()) as Body
}
