// Starts and stops the server once after an installation, so that the compile cache is full and the
// first real start is as fast and as small as every later one.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readSettings } from '../server/src/config/settings.ts'
import { startServer } from '../server/src/serve.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'llavero-prime-'))
const server = await startServer(readSettings({ LLAVERO_PORT: '0', LLAVERO_DATA_DIR: folder }))
await server.stop()
await rm(folder, { recursive: true })
