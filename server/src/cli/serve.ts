import type { Page } from '@llavero/protocol/control/page.ts'
import type { LocalServerObject } from '@llavero/protocol/control/provider-probe.ts'
import { isStartedByNpm, type Settings } from '../config/settings.ts'
import { type RunningServer, startServer } from '../serve.ts'
import type { AdminApi } from './admin-api.ts'
import { inProcessApi } from './in-process-api.ts'

const orphanCheckMs = 500

/** Runs the server until it is told to stop (SIGINT, SIGTERM), and then ends the running calls in peace. */
export async function runServer(settings: Settings): Promise<void> {
  const stopRequested = toldToStop()
  // Whoever reads what we write may leave (`npm start | head`): no reason to end.
  process.stdout.on('error', () => {})
  const server = await startServer(settings)
  process.stdout.write(greeting(server))
  void lookAround(server)
  await stopRequested
  process.stdout.write('Stopping: running calls may finish …\n')
  await server.stop()
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      // A second signal ends the process at once.
      process.once(signal, () => resolve())
    }
    if (isStartedByNpm()) whenOrphaned(resolve)
  })
}

/** A server whose npm was ended would hold its port with nobody to stop it. */
function whenOrphaned(callback: () => void): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) callback()
  }, orphanCheckMs).unref()
}

/** The address, the code that makes the reader the owner, and a first request to copy. */
function greeting({ url, ownerCode, isSimulatorOpen }: RunningServer): string {
  const owner =
    ownerCode === null
      ? ''
      : `  Owner code  ${ownerCode}   (once, for the first account: open the address above)\n`
  const request = isSimulatorOpen
    ? `  First request, answered by the built-in simulator (no account needed):

  curl ${url}/v1/chat/completions \\
    -H 'content-type: application/json' \\
    -d '{"model": "sim-mini", "messages": [{"role": "user", "content": "What is a key ring?"}]}'
`
    : `  First request, with a key from \`npm run -s llavero -- keys create --name me\`:

  curl ${url}/v1/chat/completions \\
    -H 'content-type: application/json' -H "authorization: Bearer $KEY" \\
    -d '{"model": "sim-mini", "messages": [{"role": "user", "content": "What is a key ring?"}]}'
`
  return `
  Llavero is running at ${url}
${owner}
${request}
`
}

/** What may take a while and nobody has to wait for. */
async function lookAround({ app }: RunningServer): Promise<void> {
  const api = inProcessApi(app.control)
  try {
    if (app.seededProviderId !== null)
      await api.request('POST', `/api/providers/${app.seededProviderId}/refresh`)
    await offerLocalServers(api)
  } catch (error) {
    app.log.warn({ error }, 'could not look for models')
  }
}

/** A model server on this machine is offered, never taken without being asked. */
async function offerLocalServers(api: AdminApi): Promise<void> {
  const { body } = await api.request('GET', '/api/local-servers')
  for (const { name, base_url, vendor, state } of (body as Page<LocalServerObject>).data) {
    if (state === 'not_running') continue
    const models = state === 'without_model' ? ' (it has no model yet)' : ''
    process.stdout.write(
      `  ${name} runs at ${base_url}${models}. To use it:\n\n` +
        `  npm run -s llavero -- providers add --name ${vendor} --vendor ${vendor} --base-url ${base_url} --default\n\n`,
    )
  }
}
