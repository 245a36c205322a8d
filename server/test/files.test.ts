import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import {
  APIError,
  type OpenAI,
  BadRequestError,
  NotFoundError,
  PermissionDeniedError,
  toFile,
} from 'openai'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { sdkOf } from './fakes/sdk.ts'
import { errorOf, TestServer } from './fakes/server.ts'
import { until } from './fakes/until.ts'

/** The names of all blobs that the server's folder has. */
async function blobsOf(server: TestServer): Promise<string[]> {
  const entries = await readdir(join(server.dataFolder, 'files'), {
    recursive: true,
    withFileTypes: true,
  })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

describeOnEveryEngine('files', (engine) => {
  let server: TestServer
  let client: OpenAI
  let stranger: OpenAI
  let key: string

  before(async () => {
    server = await TestServer.start({ engine })
    key = (await server.createKey()).key
    client = sdkOf(server, key)
    await server.storage.projects.insert({ id: 'other', name: 'Other', created_at: 0 })
    stranger = sdkOf(server, (await server.createKey({ project_id: 'other' })).key)
  })
  after(() => server[Symbol.asyncDispose]())

  const upload = (text: string, name = 'notes.txt', purpose: OpenAI.FilePurpose = 'user_data') =>
    client.files.create({ file: new File([text], name), purpose })
  const post = (form: FormData | string, headers: Record<string, string> = {}) =>
    server.fetch('/v1/files', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, ...headers },
      body: form,
    })
  const formOf = (fields: Record<string, string>, file: File | null = new File(['x'], 'x.txt')) => {
    const form = new FormData()
    if (file !== null) form.set('file', file)
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    return form
  }

  it('are refused where their name is longer than file systems have it', async () => {
    const nameOf = (length: number) => `${'n'.repeat(length - 4)}.txt`
    assert.equal((await upload('x', nameOf(255))).filename, nameOf(255))
    const refused = await errorOf(
      await post(formOf({ purpose: 'user_data' }, new File(['x'], nameOf(256)))),
    )
    assert.deepEqual(
      [refused.status, refused.code, refused.param],
      [400, 'string_above_max_length', 'file'],
    )
  })

  it('are created, read, listed and deleted by the official client', async () => {
    const made = await client.files.create({
      file: await toFile(Buffer.from('Hola, мир, 안녕'), '你好.txt'),
      purpose: 'user_data',
      expires_after: { anchor: 'created_at', seconds: 3600 },
    })
    assert.match(made.id, /^file-[0-9A-Za-z]{22}$/)
    assert.deepEqual(
      { ...made, id: '', created_at: 0 },
      {
        object: 'file',
        id: '',
        purpose: 'user_data',
        filename: '你好.txt',
        bytes: 20,
        created_at: 0,
        expires_at: made.created_at + 3600,
        status: 'processed',
        status_details: null,
      },
    )
    assert.deepEqual(await client.files.retrieve(made.id), made)
    const content = await client.files.content(made.id)
    assert.equal(content.headers.get('content-type'), 'application/octet-stream')
    assert.equal(await content.text(), 'Hola, мир, 안녕')
    assert.ok((await client.files.list()).data.some(({ id }) => id === made.id))
    assert.deepEqual(await client.files.delete(made.id), {
      object: 'file',
      deleted: true,
      id: made.id,
    })
    await assert.rejects(client.files.retrieve(made.id), NotFoundError)
  })

  it('are listed by purpose, in both orders, page by page', async () => {
    const ids: string[] = []
    for (const text of ['1', '2', '3']) ids.push((await upload(text, 'e.jsonl', 'evals')).id)
    const first = await client.files.list({ purpose: 'evals', limit: 2, order: 'asc' })
    assert.deepEqual(
      first.data.map(({ id }) => id),
      ids.slice(0, 2),
    )
    assert.equal(first.has_more, true)
    const all = await Array.fromAsync(
      client.files.list({ purpose: 'evals', limit: 1, order: 'desc' }),
      ({ id }) => id,
    )
    assert.deepEqual(all, ids.toReversed())
    const none = await (
      await server.fetch('/v1/files?purpose=vision', {
        headers: { authorization: `Bearer ${key}` },
      })
    ).json()
    const empty = { object: 'list', data: [], first_id: null, last_id: null, has_more: false }
    assert.deepEqual(none, empty)
  })

  it('of batches live for 30 days unless something else is asked for', async () => {
    const file = await upload('{}', 'b.jsonl', 'batch')
    assert.equal(file.expires_at, file.created_at + 30 * 86_400)
    assert.equal((await upload('x')).expires_at, null)
  })

  it('of another project, and those that never were, are the same 404', async () => {
    const { id } = await upload('secret')
    for (const name of [id, 'fake_id']) {
      const expected = {
        status: 404,
        error: {
          message: `No such File object: ${name}`,
          type: 'invalid_request_error',
          param: 'id',
          code: null,
        },
      }
      await assert.rejects(stranger.files.retrieve(name), expected)
      await assert.rejects(stranger.files.content(name), expected)
      await assert.rejects(stranger.files.delete(name), expected)
      await assert.rejects(stranger.files.list({ after: name }), expected)
    }
    assert.deepEqual((await stranger.files.list()).data, [])
    const anonymous = await server.fetch('/v1/files')
    assert.deepEqual(((await anonymous.json()) as { data: unknown }).data, [])
    assert.equal((await server.fetch(`/v1/files/${id}`)).status, 404)
  })

  it('have any text for a name and none for an id, also what a database cannot keep', async () => {
    for (const name of ['a\0b.txt', 'a\ud800b.txt', '\\u0000.txt']) {
      const { id } = await upload('odd', name)
      assert.equal(await (await client.files.content(id)).text(), 'odd', name)
      await client.files.delete(id)
    }
    await assert.rejects(client.files.retrieve('\0'), NotFoundError)
    await assert.rejects(client.files.list({ after: '\0' }), NotFoundError)
    const rest = { bytes: 1, mime_type: 'text/plain', purpose: 'user_data' } as const
    const { id } = await client.uploads.create({ filename: 'a\0\ud800b', ...rest })
    await client.uploads.cancel(id)
    await assert.rejects(client.uploads.cancel('\0'), NotFoundError)
  })

  it('are outside the scope of a key for chat only', async () => {
    const chatOnly = sdkOf(server, (await server.createKey({ endpoints: ['chat'] })).key)
    await assert.rejects(chatOnly.files.list(), PermissionDeniedError)
  })

  it('with equal bytes are stored once, and the bytes go with the last of them', async () => {
    const text = randomBytes(20).toString('hex')
    const hash = createHash('sha256').update(text).digest('hex')
    const copies = async () => (await blobsOf(server)).filter((name) => name.startsWith(hash))
    const [first, second] = await Promise.all([upload(text), upload(text, 'other.txt')])
    await client.files.delete(first.id)
    await until('one copy', async () => (await copies()).length === 1)
    assert.equal(await (await client.files.content(second.id)).text(), text)
    await client.files.delete(second.id)
    assert.deepEqual(await copies(), [])
    assert.equal(await (await client.files.content((await upload(text)).id)).text(), text)
  })

  it('are refused, and leave no bytes behind, when the form is wrong', async () => {
    const before = await blobsOf(server)
    const bad = await errorOf(await post(formOf({ purpose: 'world_domination' })))
    assert.deepEqual(bad, {
      status: 400,
      type: 'invalid_request_error',
      param: 'purpose',
      code: null,
      message:
        "'world_domination' is not one of ['fine-tune', 'assistants', 'batch', 'user_data', 'vision', 'evals'] - 'purpose'",
    })
    const cases: [FormData, string | null][] = [
      [formOf({}), 'purpose'],
      [formOf({ purpose: 'evals' }, null), 'file'],
      [formOf({ purpose: 'evals', surprise: '1' }), 'surprise'],
      [
        formOf({
          purpose: 'evals',
          'expires_after[anchor]': 'now',
          'expires_after[seconds]': '3600',
        }),
        'expires_after.anchor',
      ],
      [
        formOf({
          purpose: 'evals',
          'expires_after[anchor]': 'created_at',
          'expires_after[seconds]': '5',
        }),
        'expires_after.seconds',
      ],
      [formOf({ purpose: 'evals', '__proto__[x]': '1' }), null],
    ]
    for (const [form, param] of cases) {
      const error = await errorOf(await post(form))
      assert.equal(error.status, 400)
      assert.equal(error.param, param)
    }
    const twice = formOf({ purpose: 'evals' })
    twice.append('purpose', 'batch')
    const repeated = await errorOf(await post(twice))
    assert.deepEqual([repeated.status, repeated.param], [400, 'purpose'])
    const two = formOf({ purpose: 'evals' })
    two.append('more', new File(['y'], 'y.txt'))
    assert.equal((await errorOf(await post(two))).status, 400)
    assert.deepEqual(await blobsOf(server), before)
  })

  it('are refused where the disk is full, by an error that asks not to be tried again', async (context) => {
    const before = await blobsOf(server)
    await using probe = await open(join(server.dataFolder, 'probe'), 'w')
    const noSpace = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })
    const write = context.mock.method(Object.getPrototypeOf(probe) as FileHandle, 'writeFile')
    write.mock.mockImplementation(() => Promise.reject(noSpace))
    const response = await post(formOf({ purpose: 'evals' }))
    assert.equal(response.headers.get('x-should-retry'), 'false')
    const error = await errorOf(response)
    assert.deepEqual([error.status, error.code, error.type], [507, 'storage_full', 'server_error'])
    assert.match(error.message, /no space left/)
    assert.equal(write.mock.callCount(), 1)
    assert.deepEqual(await blobsOf(server), before)
    write.mock.restore()
    const kept = await post(formOf({ purpose: 'evals' }))
    assert.equal(kept.status, 200)
    const { id } = (await kept.json()) as { readonly id: string }
    await client.files.delete(id)
  })

  it('are refused when the body is no form, or breaks off', async () => {
    const json = await errorOf(await post('{}', { 'content-type': 'application/json' }))
    assert.deepEqual([json.status, json.code], [415, 'unsupported_content_type'])
    const type = 'multipart/form-data; boundary=b'
    const cut = await errorOf(
      await post('--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc', {
        'content-type': type,
      }),
    )
    assert.equal(cut.status, 400)
    const noBoundary = await errorOf(await post('x', { 'content-type': 'multipart/form-data' }))
    assert.equal(noBoundary.status, 415)

    const before = await blobsOf(server)
    const left = request(`${server.url}/v1/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': type, 'content-length': '1000' },
    })
    left.on('error', () => {})
    left.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc')
    await until('the upload has begun', async () => (await blobsOf(server)).length > before.length)
    left.destroy()
    await until('it is gone', async () => (await blobsOf(server)).length === before.length)
  })

  it('are read in parts, and taken up again where a download broke off', async () => {
    const bytes = randomBytes(1_000_000)
    const file = await client.files.create({
      file: new File([bytes], 'a.bin'),
      purpose: 'user_data',
    })
    const ask = (headers: Record<string, string>) => client.files.content(file.id, { headers })
    const whole = await ask({})
    const etag = whole.headers.get('etag') ?? ''
    assert.match(etag, /^".+"$/)
    assert.deepEqual([whole.status, whole.headers.get('accept-ranges')], [200, 'bytes'])
    assert.deepEqual(await bytesOf(whole), bytes)
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=300000-699999', 300_000, 700_000],
      ['bytes=999000-', 999_000, 1_000_000],
      ['bytes=-10', 999_990, 1_000_000],
    ] as const) {
      const part = await ask({ range, 'if-range': etag })
      assert.equal(part.status, 206)
      assert.equal(part.headers.get('content-range'), `bytes ${start}-${end - 1}/1000000`)
      assert.equal(part.headers.get('content-length'), String(end - start))
      assert.deepEqual(await bytesOf(part), bytes.subarray(start, end))
    }
    for (const headers of [
      { range: 'bytes=0-1,5-6' },
      { range: 'bytes=x' },
      { range: 'bytes=0-1', 'if-range': '"another"' },
    ]) {
      const all = await ask(headers)
      assert.deepEqual([all.status, all.headers.get('content-range')], [200, null])
      assert.deepEqual(await bytesOf(all), bytes)
    }
    await assert.rejects(ask({ range: 'bytes=1000000-' }), (error: unknown) => {
      assert.ok(error instanceof APIError)
      assert.deepEqual(
        [error.status, error.code, error.param],
        [416, 'range_not_satisfiable', 'range'],
      )
      assert.equal(error.headers?.get('content-range'), 'bytes */1000000')
      assert.equal(error.type, 'invalid_request_error')
      return true
    })
    const foreign = stranger.files.content(file.id, { headers: { range: 'bytes=0-1' } })
    await assert.rejects(foreign, NotFoundError)
    const head = await server.fetch(`/v1/files/${file.id}/content`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${key}`, range: 'bytes=0-1' },
    })
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, '1000000'])
  })

  it('for assistants are not handed out, as at the service', async () => {
    const { id } = await upload('x', 'a.txt', 'assistants')
    await assert.rejects(client.files.content(id), (error: unknown) => {
      assert.ok(error instanceof BadRequestError)
      assert.match(error.message, /Not allowed to download files of purpose: assistants/)
      return true
    })
  })
})

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer())
}
