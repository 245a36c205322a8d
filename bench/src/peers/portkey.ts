import { access, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  type AbsentPeer,
  findFreePort,
  type Ground,
  type Peer,
  processIdOf,
  waitUntilListening,
} from './peer.ts'

const folder = path.resolve(import.meta.dirname, '..', '..', 'peers', 'portkey')
const entry = path.join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js')
const loopbackOnly = import.meta.resolve('./loopback-only.ts')

/** The two libraries are pinned: with newer ones, which npm would choose, streams are answered with 500. */
const pinned = { hono: '4.9.7', '@hono/node-server': '1.3.3' }
const manifest = {
  name: 'bench-peer-portkey',
  private: true,
  dependencies: { '@portkey-ai/gateway': '1.15.2', ...pinned },
  overrides: pinned,
}

/** Portkey's gateway from npm on the same Node, with its console off. */
export async function startPortkey(ground: Ground): Promise<Peer | AbsentPeer> {
  if (!(await isInstalled())) {
    const failure = ground.mayInstall ? await install(ground) : 'a full run installs it'
    if (failure !== null) return { name: 'portkey', absent: `not installed (${failure})` }
  }
  const port = await findFreePort()
  const command = [
    process.execPath,
    '--import',
    loopbackOnly,
    entry,
    `--port=${port}`,
    '--headless',
  ]
  const child = ground.children.start(command, {
    core: 'gateway',
    environment: { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1' },
  })
  await waitUntilListening(child, port)
  const headers = [
    'authorization: Bearer sk-bench',
    'x-portkey-provider: openai',
    `x-portkey-custom-host: http://127.0.0.1:${ground.upstreamPort}/v1`,
  ]
  return { name: 'portkey', port, headers, processId: processIdOf(child) }
}

async function isInstalled(): Promise<boolean> {
  return access(entry).then(
    () => true,
    () => false,
  )
}

/** Returns why it failed, or null. */
async function install(ground: Ground): Promise<string | null> {
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
  const { stderr } = await ground.children.run(
    ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { core: 'load', folder },
  )
  return (await isInstalled()) ? null : `npm install failed: ${stderr.trim().slice(-200)}`
}
