// Starts and stops the server once after an installation, so that the compile cache is full and the
// first real start is as fast and as small as every later one.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const folder = await mkdtemp(path.join(tmpdir(), 'llavero-prime-'))
// As `npm start` has them: V8 does not take what was compiled under other flags.
const [, ...words] = JSON.parse(await readFile('package.json', 'utf8')).scripts.start.split(' ')
const server = spawn(process.execPath, words, {
  env: { PATH: process.env.PATH, LLAVERO_PORT: '0', LLAVERO_DATA_DIR: folder },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const ended = once(server, 'exit')
// It has greeted, or has given up.
await Promise.race([once(server.stdout, 'data'), ended])
server.kill('SIGTERM')
await ended
await rm(folder, { recursive: true })
