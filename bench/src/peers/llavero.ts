import { access, readFile } from 'node:fs/promises'
import path from 'node:path'
import {
  type AbsentPeer,
  findFreePort,
  type Ground,
  type Peer,
  processIdOf,
  waitUntilListening,
} from './peer.ts'

const root = path.resolve(import.meta.dirname, '..', '..', '..')
const entry = path.join(root, 'server/src/main.ts')
/** The flags of `npm start`. */
const runtime = [process.execPath, ...(await flagsOfStart())]

/** Limits far above the load: every check is made, every hold is taken, none refuses. */
const keyLimits = ['--budget-usd', '1000000', '--rpm', '100000000', '--tpm', '1000000000000']

/** Llavero as `npm start` runs it, with key check, limits, budget hold and request log on. */
export async function startLlavero(ground: Ground): Promise<Peer | AbsentPeer> {
  const isThere = await access(entry).then(
    () => true,
    () => false,
  )
  if (!isThere) return { name: 'llavero', absent: 'server/src/main.ts is missing' }

  const port = await findFreePort()
  const environment = {
    LLAVERO_PORT: String(port),
    LLAVERO_DATA_DIR: path.join(ground.folder, 'data'),
    OPENAI_BASE_URL: `http://127.0.0.1:${ground.upstreamPort}/v1`,
    OPENAI_API_KEY: 'sk-bench',
  }
  const child = ground.children.start([...runtime, entry, 'serve'], {
    core: 'gateway',
    environment,
    folder: root,
  })
  await waitUntilListening(child, port)
  const key = await createKey(ground, environment)
  return {
    name: 'llavero',
    port,
    headers: [`authorization: Bearer ${key}`],
    processId: processIdOf(child),
    longestBlockMs: () => longestBlockMs(port),
  }
}

async function createKey(ground: Ground, environment: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await ground.children.run(
    [...runtime, entry, 'keys', 'create', '--name', 'bench', ...keyLimits, '--json'],
    { core: 'load', environment, folder: root },
  )
  if (code !== 0) throw new Error(`keys create failed:\n${stdout}${stderr}`)
  return (JSON.parse(stdout) as { key: string }).key
}

/** Reads the gauge; asking starts a new span. Null where the server does not show it. */
async function longestBlockMs(port: number): Promise<number | null> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`)
  const text = await response.text()
  const match = /^llavero_event_loop_delay_max_seconds(?:\{[^}]*\})? (\S+)/m.exec(text)
  return match === null ? null : Number(match[1]) * 1000
}

async function flagsOfStart(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly start: string }
  }
  const [, ...words] = manifest.scripts.start.split(' ')
  return words.slice(0, words.indexOf('server/src/main.ts'))
}
