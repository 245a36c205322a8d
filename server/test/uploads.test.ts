import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, it } from 'node:test'
import { type OpenAI, BadRequestError, NotFoundError } from 'openai'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { sdkOf } from './fakes/sdk.ts'
import { errorOf, TestServer } from './fakes/server.ts'

describeOnEveryEngine('uploads', (engine) => {
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

  const begin = (bytes: number) =>
    client.uploads.create({
      bytes,
      filename: 'train.jsonl',
      mime_type: 'text/jsonl',
      purpose: 'fine-tune',
      expires_after: { anchor: 'created_at', seconds: 7200 },
    })
  const addPart = (id: string, text: string) =>
    client.uploads.parts.create(id, { data: new File([text], 'part') })
  const post = (path: string, body: unknown) =>
    server.fetch(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  it('join their parts to a file in the order that is asked for', async () => {
    const upload = await begin(11)
    assert.match(upload.id, /^upload_[0-9a-f]{32}$/)
    assert.equal(upload.status, 'pending')
    assert.equal(upload.expires_at, upload.created_at + 3600)
    assert.equal(upload.file, undefined)
    const world = await addPart(upload.id, 'world')
    const hello = await addPart(upload.id, 'Hello ')
    await addPart(upload.id, 'left out')
    assert.deepEqual(
      { ...world, created_at: 0 },
      { id: world.id, object: 'upload.part', created_at: 0, upload_id: upload.id },
    )
    const completed = await client.uploads.complete(upload.id, {
      part_ids: [hello.id, world.id],
      md5: createHash('md5').update('Hello world').digest('hex'),
    })
    assert.equal(completed.status, 'completed')
    const { file } = completed
    assert.ok(file)
    assert.deepEqual(await client.files.retrieve(file.id), file)
    assert.equal(file.bytes, 11)
    assert.equal(file.expires_at, file.created_at + 7200)
    assert.equal(await (await client.files.content(file.id)).text(), 'Hello world')
    await assert.rejects(addPart(upload.id, 'more'), BadRequestError)
    await assert.rejects(client.uploads.cancel(upload.id), BadRequestError)
  })

  it('may have the same bytes twice, in two parts', async () => {
    const upload = await begin(4)
    const parts = [await addPart(upload.id, 'ab'), await addPart(upload.id, 'ab')]
    const part_ids = parts.map(({ id }) => id)
    const { file } = await client.uploads.complete(upload.id, { part_ids })
    assert.equal(await (await client.files.content(file?.id ?? '')).text(), 'abab')
  })

  it('can be cancelled, and take nothing more then', async () => {
    const upload = await begin(5)
    await addPart(upload.id, 'x')
    assert.equal((await client.uploads.cancel(upload.id)).status, 'cancelled')
    await assert.rejects(addPart(upload.id, 'y'), BadRequestError)
    await assert.rejects(
      client.uploads.complete(upload.id, { part_ids: ['part_1'] }),
      BadRequestError,
    )
  })

  it('are not completed when bytes, order or checksum are wrong, and stay pending', async () => {
    const upload = await begin(5)
    const part = await addPart(upload.id, 'four')
    const more = await addPart(upload.id, '5')
    const bodies: [object, string][] = [
      [{ part_ids: [part.id] }, 'part_ids'],
      [{ part_ids: [part.id, 'part_unknown'] }, 'part_ids'],
      [{ part_ids: [more.id, more.id, more.id, more.id, more.id] }, 'part_ids'],
      [{ part_ids: [part.id, more.id], md5: '0'.repeat(32) }, 'md5'],
      [{ part_ids: [part.id, more.id], md5: 'no' }, 'md5'],
      [{ part_ids: [] }, 'part_ids'],
      [{}, 'part_ids'],
      [{ part_ids: [part.id], other: 1 }, 'other'],
    ]
    for (const [body, param] of bodies) {
      const error = await errorOf(await post(`/v1/uploads/${upload.id}/complete`, body))
      assert.deepEqual([error.status, error.param], [400, param])
    }
    const part_ids = [part.id, more.id]
    assert.equal((await client.uploads.complete(upload.id, { part_ids })).status, 'completed')
  })

  it('are refused where a field is wrong', async () => {
    const good = { bytes: 1, filename: 'a', mime_type: 'text/plain', purpose: 'assistants' }
    const cases: [object, string][] = [
      [{ ...good, bytes: 0 }, 'bytes'],
      [{ ...good, bytes: 9e9 }, 'bytes'],
      [{ ...good, purpose: 'world_domination' }, 'purpose'],
      [{ ...good, filename: undefined }, 'filename'],
      [{ ...good, mime_type: 7 }, 'mime_type'],
      [{ ...good, expires_after: { anchor: 'created_at', seconds: 1 } }, 'expires_after.seconds'],
    ]
    for (const [body, param] of cases) {
      const error = await errorOf(await post('/v1/uploads', body))
      assert.deepEqual([error.status, error.param], [400, param])
    }
    const big = await errorOf(await post('/v1/uploads', { ...good, purpose: 'batch', bytes: 3e8 }))
    assert.deepEqual([big.status, big.code], [413, 'file_too_large'])
  })

  it('of another project, and those that never were, are the same 404', async () => {
    const { id } = await begin(1)
    for (const name of [id, `upload_${'0'.repeat(32)}`]) {
      const expected = { status: 404, message: `404 No such Upload object: ${name}` }
      const data = new File(['x'], 'part')
      await assert.rejects(stranger.uploads.parts.create(name, { data }), expected)
      await assert.rejects(stranger.uploads.cancel(name), expected)
      const complete = stranger.uploads.complete(name, { part_ids: ['part_1'] })
      await assert.rejects(complete, expected)
      await assert.rejects(complete, NotFoundError)
    }
  })
})
