import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createHttpServer, type HttpServer } from '../src/edge/http-server.ts'
import { mountPageFiles, readPage } from '../src/edge/page.ts'
import { createTemporaryFolder } from './fakes/engines.ts'

const script = 'console.log("a page")\n'.repeat(100)
const document = '<script nonce="CSP_NONCE"></script><llv-root ngcspnonce="CSP_NONCE"></llv-root>'
const browser = { accept: 'text/html,application/xhtml+xml' }

describe('the web page', () => {
  let folder: Awaited<ReturnType<typeof createTemporaryFolder>>
  let http: HttpServer
  let url: string

  before(async () => {
    folder = await createTemporaryFolder()
    await mkdir(path.join(folder.path, 'media'))
    await writeFile(path.join(folder.path, 'index.html'), document)
    await writeFile(path.join(folder.path, 'main-VYDYMFQR.js'), script)
    await writeFile(path.join(folder.path, 'main-VYDYMFQR.js.gz'), gzipSync(script))
    await writeFile(path.join(folder.path, 'media', 'onest-ABCDEFGH.woff2'), 'a font')
    await writeFile(path.join(folder.path, 'favicon.svg'), '<svg/>')
    const page = readPage(folder.path)
    assert.ok(page)
    http = createHttpServer({ hot: new Map(), reportFault: assert.ifError, openPage: page.open })
    mountPageFiles(http, page)
    url = await http.listen({ host: '127.0.0.1', port: 0 })
  })
  after(async () => {
    await http.close()
    await folder[Symbol.asyncDispose]()
  })

  it('is opened at any address that a browser asks for', async () => {
    for (const address of ['/', '/workbench/runs/1', '/v1x', '/apis']) {
      const response = await fetch(url + address, { headers: browser })
      assert.equal(response.status, 200, address)
      assert.match(await response.text(), /<llv-root/, address)
    }
  })

  it('leaves the addresses of programs to their JSON errors', async () => {
    for (const address of ['/v1/nope', '/v1', '/api/nope', '/api?x=1', '/metrics/x']) {
      const response = await fetch(url + address, { headers: browser })
      assert.equal(response.status, 404, address)
      assert.match(await response.text(), /"error"/, address)
    }
    const script = await fetch(`${url}/main-GONE1234.js`)
    assert.equal(script.status, 404)
    assert.match(await script.text(), /"error"/)
    const post = await fetch(`${url}/workbench`, { method: 'POST', headers: browser })
    assert.equal(post.status, 404)
  })

  it('comes with a policy that lets in only our files, and a nonce of its own each time', async () => {
    const nonces = new Set<string>()
    for (const _ of [1, 2]) {
      const response = await fetch(url, { headers: browser })
      const policy = response.headers.get('content-security-policy') ?? ''
      const [, nonce = ''] = /script-src 'self' 'nonce-([\w-]{22})'/.exec(policy) ?? []
      assert.doesNotMatch(policy, /unsafe|\*|https?:/)
      for (const rule of ["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"]) {
        assert.ok(policy.split('; ').includes(rule), policy)
      }
      assert.equal(await response.text(), document.replaceAll('CSP_NONCE', nonce))
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.equal(response.headers.get('referrer-policy'), 'no-referrer')
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
      assert.match(response.headers.get('permissions-policy') ?? '', /camera=\(\)/)
      nonces.add(nonce)
    }
    assert.equal(nonces.size, 2)
  })

  it('is kept for ever where its name tells its content, and asked for anew elsewhere', async () => {
    const hashed = await fetch(`${url}/main-VYDYMFQR.js`)
    assert.match(hashed.headers.get('cache-control') ?? '', /max-age=31536000, immutable/)
    const font = await fetch(`${url}/media/onest-ABCDEFGH.woff2`)
    assert.equal(font.headers.get('content-type'), 'font/woff2')
    const icon = await fetch(`${url}/favicon.svg`)
    assert.equal(icon.headers.get('cache-control'), 'no-cache')
    const etag = icon.headers.get('etag') ?? ''
    const again = await fetch(`${url}/favicon.svg`, { headers: { 'if-none-match': etag } })
    assert.equal(again.status, 304)
  })

  it('is sent compressed to who takes it', async () => {
    const small = await fetch(`${url}/main-VYDYMFQR.js`, { headers: { 'accept-encoding': 'gzip' } })
    assert.equal(small.headers.get('content-encoding'), 'gzip')
    assert.equal(small.headers.get('vary'), 'accept-encoding')
    assert.equal(await small.text(), script)
    const plain = await fetch(`${url}/main-VYDYMFQR.js`, {
      headers: { 'accept-encoding': 'gzip;q=0, br' },
    })
    assert.equal(plain.headers.get('content-encoding'), null)
    assert.equal(await plain.text(), script)
  })

  it('gives nothing of the folder around it', async () => {
    for (const address of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/main-VYDYMFQR.js.gz',
      '/index.html',
    ]) {
      const response = await fetch(url + address)
      assert.equal(response.status, 404, address)
    }
  })

  it('is absent where it was not built', () => {
    assert.equal(readPage(path.join(folder.path, 'media')), null)
  })
})
