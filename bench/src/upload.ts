/**
 * Uploads one large file over HTTP to a server of its own and watches the server's memory meanwhile:
 * `npm run bench:upload`, or with another size in MB behind `--`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { processUsage } from './process-usage.ts'

const megabyte = 1024 * 1024
const sampleMs = 50

interface Upload {
  readonly seconds: number
  readonly idleBytes: number
  readonly peakBytes: number
  readonly answer: string
}

async function main(): Promise<void> {
  const megabytes = Number(process.argv[2] ?? 512)
  const folder = await mkdtemp(path.join(tmpdir(), 'llavero-upload-'))
  const program = path.resolve(import.meta.dirname, '../../server/src/main.ts')
  const server = spawn(process.execPath, [program, 'serve'], {
    env: { LLAVERO_PORT: '0', LLAVERO_DATA_DIR: folder, LLAVERO_OPEN_SIMULATOR: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const url = await addressOf(server.stdout)
    // The first upload loads code: it is not what a file costs.
    await upload(url, server.pid ?? 0, 1)
    report(megabytes, await upload(url, server.pid ?? 0, megabytes))
  } finally {
    server.kill()
    await once(server, 'exit')
    await rm(folder, { recursive: true, force: true })
  }
}

/** Goes on reading: a server whose output nobody takes would stop. */
function addressOf(output: Readable): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      const [, url] = /running at (http:\S+)/.exec(text) ?? []
      if (url !== undefined) resolve(url)
    })
  })
}

async function upload(url: string, processId: number, megabytes: number): Promise<Upload> {
  const idleBytes = (await processUsage(processId)).rssBytes
  let peakBytes = idleBytes
  const timer = setInterval(() => {
    void processUsage(processId).then(({ rssBytes }) => {
      peakBytes = Math.max(peakBytes, rssBytes)
    })
  }, sampleMs)
  const startedAt = performance.now()
  const answer = await send(url, megabytes)
  const seconds = (performance.now() - startedAt) / 1000
  clearInterval(timer)
  return { seconds, idleBytes, peakBytes, answer }
}

async function send(url: string, megabytes: number): Promise<string> {
  const boundary = 'bench-upload'
  const outgoing = request(`${url}/v1/files`, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  })
  const answered = once(outgoing, 'response') as Promise<[Readable & { statusCode: number }]>
  await pipeline(Readable.from(formOf(boundary, megabytes)), outgoing)
  const [response] = await answered
  const text = (await Array.fromAsync(response)).join('')
  if (response.statusCode !== 200) throw new Error(text)
  return text
}

function* formOf(boundary: string, megabytes: number): Generator<Buffer> {
  const part = (name: string) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`
  yield Buffer.from(`${part('purpose')}\r\n\r\nuser_data\r\n`)
  yield Buffer.from(`${part('file')}; filename="large.bin"\r\n\r\n`)
  const chunk = Buffer.alloc(megabyte, 'All work and no play. ')
  for (let sent = 0; sent < megabytes; sent++) yield chunk
  yield Buffer.from(`\r\n--${boundary}--\r\n`)
}

function report(megabytes: number, { seconds, idleBytes, peakBytes, answer }: Upload): void {
  const { bytes } = JSON.parse(answer) as { bytes: number }
  if (bytes !== megabytes * megabyte) throw new Error(`stored ${bytes} bytes`)
  const inMegabytes = (count: number) => Math.round(count / megabyte)
  console.log(
    `${megabytes} MB in ${seconds.toFixed(1)} s (${Math.round(megabytes / seconds)} MB/s); ` +
      `resident memory ${inMegabytes(idleBytes)} MB before, ${inMegabytes(peakBytes)} MB at most, ` +
      `${inMegabytes(peakBytes - idleBytes)} MB more`,
  )
}

await main()
