import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { it } from 'node:test'
import { InternalServerError } from 'openai'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { startS3 } from './fakes/s3-server.ts'
import { sdkOf } from './fakes/sdk.ts'
import { TestServer } from './fakes/server.ts'

describeOnEveryEngine('files on an S3 server', (engine) => {
  it('are stored, read back in parts or as a whole, and removed', async () => {
    await using s3 = await startS3()
    await using server = await TestServer.start({ engine, settings: s3.settings })
    const client = sdkOf(server, (await server.createKey()).key)
    const bytes = randomBytes(3 * 1024 * 1024)
    const file = await client.files.create({
      file: new File([bytes], 'a.bin'),
      purpose: 'user_data',
    })
    assert.deepEqual(await readAll(client.files.content(file.id)), bytes)

    const upload = await client.uploads.create({
      bytes: bytes.length,
      filename: 'b.bin',
      mime_type: 'application/octet-stream',
      purpose: 'user_data',
    })
    const part_ids: string[] = []
    for (const half of [bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]) {
      const data = new File([half], 'part')
      part_ids.push((await client.uploads.parts.create(upload.id, { data })).id)
    }
    const joined = await client.uploads.complete(upload.id, { part_ids })
    assert.deepEqual(await readAll(client.files.content(joined.file?.id ?? '')), bytes)

    const id = joined.file?.id ?? ''
    const range = 'bytes=999990-1000009'
    const across = await client.files.content(id, { headers: { range } })
    assert.equal(across.headers.get('content-range'), `bytes 999990-1000009/${bytes.length}`)
    assert.deepEqual(await readAll(across), bytes.subarray(999_990, 1_000_010), 'of both parts')

    await client.files.delete(file.id)
    await client.files.delete(id)
    assert.deepEqual(await server.storage.blobs.listGarbage(Number.MAX_SAFE_INTEGER, 10), [])
  })

  it('with wrong credentials are refused without telling why, and nothing is half made', async () => {
    await using s3 = await startS3()
    const settings = { ...s3.settings, LLAVERO_FILES_S3_SECRET_ACCESS_KEY: 'canary-wrong' }
    await using server = await TestServer.start({ engine, settings })
    const client = sdkOf(server, (await server.createKey()).key)
    const creation = client.files.create({ file: new File(['x'], 'x'), purpose: 'user_data' })
    await assert.rejects(creation, (error: unknown) => {
      assert.ok(error instanceof InternalServerError)
      assert.ok(!error.message.includes('canary'))
      return true
    })
    assert.deepEqual((await client.files.list()).data, [])
  })
})

async function readAll(response: Response | Promise<Response>): Promise<Buffer> {
  return Buffer.from(await (await response).arrayBuffer())
}
