import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import type { CreatedKeyObject } from '@llavero/protocol/control/keys.ts'
import { createApiKey, parseApiKey } from '../src/auth/api-key.ts'
import { createTemporaryFolder } from './fakes/engines.ts'
import { runLlavero, ServerProcess } from './fakes/process.ts'
import { until } from './fakes/until.ts'
import {
  beginStream,
  chunkText,
  cut,
  FakeUpstream,
  refuse,
  say,
  type Script,
} from './fakes/upstream.ts'

const providerKey = 'sk-canary-Provider0123456789abcdefXYZ'
const password = 'canary-password-of-the-owner'

/** Providers that quote the header that they were called with, in every place that a client could see. */
const tellTales: readonly Script[] = [
  ...[400, 401, 403, 404, 429, 500].map((status): Script => (response, { headers }) => {
    refuse(
      response,
      status,
      { 'retry-after': '3600' },
      `Incorrect API key provided: ${headers.authorization}`,
    )
  }),
  (response, { headers }) => {
    response.writeHead(502, { 'content-type': 'text/plain', 'x-key': headers.authorization ?? '' })
    response.end(`upstream said no to ${headers.authorization}`)
  },
  async (response, { headers }) => {
    beginStream(response)
    await say(response, chunkText({ content: 'Half' }))
    response.end(`data: {"error":{"message":"bad key ${headers.authorization}"}}\n\n`)
  },
  async (response, { headers }) => {
    beginStream(response)
    await say(response, chunkText({ content: `my key is ${headers.authorization}` }))
    await cut(response)
  },
  async (response, { headers }) => {
    // Too long to be held: it passes in pieces, and the key is cut in two.
    const key = headers.authorization ?? ''
    response.writeHead(200, { 'content-type': 'application/json' })
    await say(response, `{"id":"${'x'.repeat(2 * 1024 * 1024)}","key":"${key.slice(0, 20)}`)
    response.end(`${key.slice(20)}"}`)
  },
  (response, { headers }) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(`<html>${headers.authorization}</html>`)
  },
]

/** Everything that a client, an operator or a reader of files got to see. */
class Outlook {
  readonly seen: { readonly where: string; readonly text: string }[] = []

  add(where: string, text: string): void {
    this.seen.push({ where, text })
  }

  async read(where: string, response: Response): Promise<string> {
    const text = await response.text()
    this.add(where, `${JSON.stringify([...response.headers])}\n${text}`)
    return text
  }

  /** No stretch of twelve characters of a secret is anywhere. */
  assertWithout(name: string, secret: string): void {
    for (const { where, text } of this.seen) {
      for (let start = 0; start + 12 <= secret.length; start++) {
        assert.ok(
          !text.includes(secret.slice(start, start + 12)),
          `${name} is in ${where}: ${text}`,
        )
      }
    }
  }
}

function secretOf(key: string): string {
  const parsed = parseApiKey(key)
  assert.ok(parsed)
  return parsed.secret
}

it('no key is ever told again: not in answers, headers, errors, metrics, logs, listings or files', async () => {
  await using upstream = await FakeUpstream.start()
  await using folder = await createTemporaryFolder()
  const variables = {
    LLAVERO_DATA_DIR: folder.path,
    LLAVERO_LOG_LEVEL: 'debug',
    LLAVERO_STORE_CONTENT: 'true',
    LLAVERO_MAX_TRIES: '1',
    LLAVERO_FLUSH_INTERVAL_MS: '10',
    OPENAI_API_KEY: providerKey,
    OPENAI_BASE_URL: upstream.baseUrl,
  }
  const outlook = new Outlook()
  const server = await ServerProcess.start(variables)
  await using _ = server
  const creation = await runLlavero(
    ['keys', 'create', '--name', 'canary', '--budget-usd', '5', '--json'],
    variables,
  )
  const { id, key } = JSON.parse(creation.output) as CreatedKeyObject

  await callInEveryWay(server, { key, upstream, outlook })
  await administer(server, { id, outlook, upstream })
  for (const words of [
    'keys list',
    'keys list --json',
    'providers list',
    'providers list --json',
    'requests --json',
    'usage --json',
  ]) {
    const { code, output, errors } = await runLlavero(words.split(' '), variables)
    assert.equal(code, 0, errors)
    outlook.add(`llavero ${words}`, output + errors)
  }
  assert.equal(await server.end('SIGTERM'), 0)
  outlook.add('standard output', server.written.output)
  outlook.add('standard error', server.written.errors)
  for (const entry of await readdir(folder.path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    outlook.add(
      `the file ${entry.name}`,
      await readFile(join(entry.parentPath, entry.name), 'latin1'),
    )
  }
  assert.ok(
    outlook.seen.some(({ where, text }) => where === 'the file llavero.db' && text.includes(id)),
  )

  outlook.assertWithout("the provider's key", providerKey)
  outlook.assertWithout('the secret of the virtual key', secretOf(key))
  outlook.assertWithout('the password', password)
})

async function callInEveryWay(
  server: ServerProcess,
  { key, upstream, outlook }: { key: string; upstream: FakeUpstream; outlook: Outlook },
): Promise<void> {
  const chat = async (where: string, headers: Record<string, string>, stream = false) => {
    const body = JSON.stringify({
      model: 'gpt-4o-mini',
      stream,
      max_tokens: 5,
      messages: [{ role: 'user', content: 'Hi.' }],
    })
    await outlook.read(
      where,
      await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', headers, body }),
    )
  }
  const authorization = `Bearer ${key}`
  await chat('a good answer', { authorization })
  await chat('a good stream', { authorization }, true)
  for (const [index, script] of tellTales.entries()) {
    upstream.script(script)
    await chat(`tell-tale ${index}`, { authorization }, index === 7 || index === 8)
  }
  assert.equal(upstream.calls.length, tellTales.length + 2)
  const mistyped = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`
  await chat('a mistyped key', { authorization: `Bearer ${mistyped}` })
  await chat('a doubled key', { authorization: `Bearer ${key}${key}` })
  await chat('a key without a scheme', { authorization: key })
  await chat('two keys', { authorization, 'x-api-key': createApiKey().text })
  await outlook.read(
    'the models',
    await fetch(`${server.url}/v1/models`, { headers: { authorization } }),
  )
}

async function administer(
  server: ServerProcess,
  { id, outlook, upstream }: { id: string; outlook: Outlook; upstream: FakeUpstream },
): Promise<void> {
  const setup = { code: server.ownerCode, email: 'ana@example.com', name: 'Ana', password }
  const response = await fetch(`${server.url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(setup),
  })
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const csrfToken = (JSON.parse(await outlook.read('setup', response)) as { csrf_token: string })
    .csrf_token
  const ask = (path: string, method = 'GET') =>
    fetch(server.url + path, { method, headers: { cookie, 'x-csrf-token': csrfToken } })

  const rows = await until('the log rows', async () => {
    const { data } = (await (await ask('/api/requests?limit=200')).json()) as {
      data: { id: string }[]
    }
    return data.length >= tellTales.length + 2 && data
  })
  for (const path of [
    '/api/keys',
    `/api/keys/${id}`,
    '/api/providers',
    '/api/routes',
    '/api/prices',
    '/api/requests?limit=200',
    `/api/requests/${rows[0]?.id}`,
    '/api/usage?group_by=key',
    '/api/usage.csv?group_by=key',
    '/api/models',
    '/api/settings',
    '/api/preferences',
    '/api/provider-presets',
    '/api/actions',
    '/api/actions/action_explain/export',
    '/api/openapi.json',
    '/api/reference',
    '/api/session',
    '/metrics',
    '/readyz',
  ]) {
    const answer = await ask(path)
    assert.equal(answer.status, 200, path)
    await outlook.read(path, answer)
  }
  await readProviderHealth(ask, outlook)
  await runAction({ server, cookie, csrfToken, upstream }, outlook)
  await outlook.read('revocation', await ask(`/api/keys/${id}/revoke`, 'POST'))
}

type Ask = (path: string, method?: string) => Promise<Response>

async function readProviderHealth(ask: Ask, outlook: Outlook): Promise<void> {
  const { data } = (await (await ask('/api/providers')).json()) as { data: { id: string }[] }
  for (const { id } of data) {
    await outlook.read('the health of a provider', await ask(`/api/providers/${id}/health`))
  }
}

/** A run whose provider quotes its key, and the history that keeps it. */
async function runAction(
  page: {
    readonly server: ServerProcess
    readonly cookie: string
    readonly csrfToken: string
    readonly upstream: FakeUpstream
  },
  outlook: Outlook,
): Promise<void> {
  const headers = {
    cookie: page.cookie,
    'x-csrf-token': page.csrfToken,
    'content-type': 'application/json',
  }
  const tellTale: Script = async (response, { headers: got }) => {
    beginStream(response)
    await say(response, chunkText({ content: `my key is ${got.authorization}` }))
    response.end(`data: {"error":{"message":"bad key ${got.authorization}"}}\n\n`)
  }
  page.upstream.script(tellTale)
  const body = JSON.stringify({
    action_id: 'action_explain',
    code: 'let a = 1',
    language: 'javascript',
    model: 'gpt-4o-mini',
  })
  const run = await fetch(`${page.server.url}/api/runs`, { method: 'POST', headers, body })
  const text = await outlook.read('a run', run)
  assert.ok(text.includes('event: run'), text)
  const { data } = JSON.parse(
    await outlook.read('the runs', await fetch(`${page.server.url}/api/runs`, { headers })),
  ) as { data: { id: string; request_id: string }[] }
  for (const { id, request_id } of data) {
    const paths = [`/api/runs/${id}`, `/api/requests/${request_id}`]
    for (const path of paths) {
      await outlook.read(path, await fetch(page.server.url + path, { headers }))
    }
  }
}
