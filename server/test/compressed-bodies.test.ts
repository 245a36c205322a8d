import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import zlib from 'node:zlib'
import { errorOf, TestServer } from './fakes/server.ts'

const mebibyte = 1024 * 1024

describe('a compressed body of a resource', () => {
  let server: TestServer
  let key: string

  before(async () => {
    server = await TestServer.start({ settings: { LLAVERO_OPEN_SIMULATOR: 'false' } })
    key = (await server.createKey()).key
  })
  after(() => server[Symbol.asyncDispose]())

  const post = (
    path: string,
    body: Uint8Array,
    headers: Record<string, string>,
    authorization = `Bearer ${key}`,
  ) =>
    server.fetch(path, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', ...headers },
      body: Buffer.from(body),
    })
  const upload = Buffer.from(
    JSON.stringify({ filename: 'a', purpose: 'batch', bytes: 1, mime_type: 'application/jsonl' }),
  )
  const form = (content: string) =>
    Buffer.from(
      '--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n' +
        '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n' +
        `${content}\r\n--b--\r\n`,
    )
  const asForm = { 'content-type': 'multipart/form-data; boundary=b' }
  const refused = async (answer: Promise<Response>, status: number, code: string | null) => {
    const error = await errorOf(await answer)
    assert.deepEqual([error.status, error.code], [status, code], error.message)
  }

  const stagedFiles = async () => {
    const entries = await readdir(join(server.dataFolder, 'files'), {
      recursive: true,
      withFileTypes: true,
    })
    const staged = entries.filter(({ parentPath }) => basename(parentPath).startsWith('staging-'))
    return staged.map(({ name }) => name)
  }

  for (const [encoding, compress] of [
    ['gzip', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['br', zlib.brotliCompressSync],
    ['zstd', zlib.zstdCompressSync],
  ] as const) {
    const headers = { 'content-encoding': encoding }

    it(`is taken as ${encoding}, but no bomb and no garbage`, async () => {
      const good = await post('/v1/uploads', compress(upload), headers)
      assert.equal(good.status, 200)
      assert.equal(((await good.json()) as { object: string }).object, 'upload')
      const bomb = compress(Buffer.alloc(32 * mebibyte, ' '))
      assert.ok(bomb.length < mebibyte)
      await refused(post('/v1/uploads', bomb, headers), 413, 'body_too_large')
      await refused(post('/v1/uploads', upload, headers), 400, null)
      const half = compress(upload).subarray(0, 20)
      await refused(post('/v1/uploads', half, headers), 400, null)
      await refused(post('/api/setup', half, headers), 400, null)
    })

    it(`is taken as ${encoding} where it is a form, and leaves nothing where it is broken`, async () => {
      const content = 'Hello. '.repeat(100_000)
      const answer = await post('/v1/files', compress(form(content)), { ...headers, ...asForm })
      assert.equal(answer.status, 200)
      const file = (await answer.json()) as { id: string; bytes: number }
      assert.equal(file.bytes, content.length)
      await refused(post('/v1/files', form('x'), { ...headers, ...asForm }), 400, null)
      const half = compress(form(content)).subarray(0, -20)
      await refused(post('/v1/files', half, { ...headers, ...asForm }), 400, null)
      assert.deepEqual(await stagedFiles(), [])
    })
  }

  it('is refused in an unknown encoding', async () => {
    for (const headers of [{}, asForm]) {
      const answer = post('/v1/files', form('x'), { 'content-encoding': 'lzma', ...headers })
      await refused(answer, 415, 'unsupported_content_encoding')
    }
  })

  it('is not decompressed for who may not call', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(64 * mebibyte))
    const headers = { 'content-encoding': 'gzip' }
    await refused(post('/v1/uploads', bomb, headers, 'Bearer wrong'), 401, 'invalid_api_key')
  })
})
