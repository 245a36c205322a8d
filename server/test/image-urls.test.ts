import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import OpenAI, { BadRequestError } from 'openai'
import { listenOnLoopback } from './fakes/loopback.ts'
import { TestServer } from './fakes/server.ts'
import { FakeUpstream } from './fakes/upstream.ts'

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('picture')])
const inside = `data:image/png;base64,${png.toString('base64')}`

/** Counts what was fetched. */
const fetched: string[] = []

function startImages() {
  return listenOnLoopback((request, response) => {
    const path = request.url ?? ''
    fetched.push(path)
    if (path === '/cat.png' || path === '/dog.png') {
      // What a file is, its bytes say.
      response.writeHead(200, { 'content-type': 'text/html' }).end(png)
    } else if (path === '/page') {
      response.writeHead(200, { 'content-type': 'image/png' }).end('<html>')
    } else if (path === '/huge') {
      response.writeHead(200, { 'content-type': 'image/png' })
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1_000_000)));
      }
      response.on('drain', more)
      response.write(png)
      more()
    } else if (path === '/moved') {
      response.writeHead(302, { location: '/cat.png' }).end()
    } else if (path === '/loop') {
      response.writeHead(302, { location: '/loop' }).end()
    } else if (path === '/to-metadata') {
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end()
    } else if (path === '/cut') {
      response.writeHead(200, { 'content-length': '1000' }).write(png, () => response.destroy())
    } else response.writeHead(404).end()
  })
}

describe('images by URL', () => {
  let images: Awaited<ReturnType<typeof startImages>>
  let upstream: FakeUpstream
  let server: TestServer
  let client: OpenAI

  before(async () => {
    images = await startImages()
    upstream = await FakeUpstream.start()
    server = await TestServer.start({
      upstream,
      settings: { LLAVERO_IMAGE_HOSTS: `127.0.0.1:${images.port}` },
    })
    const apiKey = (await server.createKey()).key
    client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey, maxRetries: 0 })
  })
  beforeEach(() => {
    upstream.calls.length = 0
    fetched.length = 0
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await upstream[Symbol.asyncDispose]()
    await images[Symbol.asyncDispose]()
  })

  async function setImageUrls(mode: 'pass' | 'fetch'): Promise<void> {
    const { data } = await server.operate<{ data: { id: string }[] }>('GET', '/api/providers')
    await server.operate('PATCH', `/api/providers/${data[0]?.id}`, { image_urls: mode })
  }

  function look(...urls: string[]) {
    return client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: [
        { role: 'system', content: 'Describe.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            ...urls.map((url) => ({
              type: 'image_url' as const,
              image_url: { url, detail: 'low' as const },
            })),
          ],
        },
      ],
    })
  }

  interface Sent {
    readonly model: string
    readonly messages: readonly { readonly content: readonly { image_url?: { url: string } }[] }[]
  }

  function sentUrls(): (string | undefined)[] {
    const { messages } = upstream.call.body as unknown as Sent
    return messages
      .slice(1)
      .flatMap(({ content }) => content.slice(1).map((part) => part.image_url?.url))
  }

  async function refusal(...urls: string[]): Promise<BadRequestError> {
    try {
      await look(...urls)
    } catch (error) {
      assert.ok(error instanceof BadRequestError, String(error))
      assert.equal(upstream.calls.length, 0)
      return error
    }
    return assert.fail('The image was not refused.')
  }

  it('are passed to a provider that fetches them itself, byte for byte', async () => {
    await setImageUrls('pass')
    await look(`${images.origin}/cat.png`)
    assert.deepEqual(sentUrls(), [`${images.origin}/cat.png`])
    assert.deepEqual(fetched, [])
  })

  it('are put into the request of a provider that does not, each fetched once', async () => {
    await setImageUrls('fetch')
    const [cat, dog] = [`${images.origin}/cat.png`, `${images.origin}/dog.png`]
    await look(cat, dog, cat, inside)
    assert.deepEqual(sentUrls(), [inside, inside, inside, inside])
    assert.deepEqual(fetched, ['/cat.png', '/dog.png'])
    assert.equal((upstream.call.body as unknown as Sent).model, 'gpt-4o-mini')
  })

  it('are fetched through redirects', async () => {
    await setImageUrls('fetch')
    await look(`${images.origin}/moved`)
    assert.deepEqual(sentUrls(), [inside])
  })

  it('leave a request without them as it is', async () => {
    await setImageUrls('fetch')
    await look(inside)
    assert.deepEqual(sentUrls(), [inside])
    assert.deepEqual(fetched, [])
  })

  it('are refused by field where they cannot be had', async () => {
    await setImageUrls('fetch')
    const bad: Readonly<Record<string, RegExp>> = {
      '/nowhere': /status 404/,
      '/page': /no PNG, JPEG, GIF or WebP/,
      '/huge': /more than 20971520 bytes/,
      '/loop': /redirects too often/,
      '/cut': /broke off/,
    }
    for (const [path, reason] of Object.entries(bad)) {
      const error = await refusal(`${images.origin}/cat.png`, images.origin + path)
      assert.equal(error.code, 'invalid_image_url', path)
      assert.equal(error.param, 'messages[1].content[2].image_url.url')
      assert.match(error.message, reason)
    }
  })

  it('never lead to a private address that nobody configured, in any spelling or by redirect', async () => {
    await setImageUrls('fetch')
    const other = `http://127.0.0.1:${images.port === 1 ? 2 : 1}/cat.png`
    const forbidden = [
      other,
      'http://localhost/cat.png',
      'http://2130706433/cat.png',
      'http://0x7f000001/cat.png',
      'http://[::ffff:127.0.0.1]/cat.png',
      'http://169.254.169.254/latest/meta-data',
      'http://0.0.0.0/cat.png',
      'file:///etc/passwd',
      'ftp://example.com/cat.png',
      'http://user:secret@example.com/cat.png',
      `${images.origin}/to-metadata`,
      'not a url',
    ]
    for (const url of forbidden) {
      const error = await refusal(url)
      assert.equal(error.code, 'invalid_image_url', url)
      assert.doesNotMatch(error.message, /secret/)
    }
  })
})
