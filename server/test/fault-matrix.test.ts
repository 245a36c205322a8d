import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { Page } from '@llavero/protocol/control/page.ts'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { listenOnLoopback } from './fakes/loopback.ts'
import { dataOf, type ErrorEvent, readEvents } from './fakes/event-stream.ts'
import { errorOf, TestServer } from './fakes/server.ts'
import { FakeUpstream, type Script } from './fakes/upstream.ts'
import { until } from './fakes/until.ts'
import { type FaultyEndpoint, faultyEndpoints } from './faults/endpoints.ts'
import { garbledBody, largeBytes, scriptOf } from './faults/fault-scripts.ts'
import {
  type Ending,
  endingOf,
  type Fault,
  type FaultId,
  faults,
  type Form,
} from './faults/fault-table.ts'

/** Long enough for a healthy upstream on a loaded machine; the cells that wait for it run side by side. */
const patience = { LLAVERO_FIRST_BYTE_TIMEOUT_MS: '5000', LLAVERO_IDLE_TIMEOUT_MS: '2000' }
const forms: readonly Form[] = ['stream', 'whole']

interface Cell {
  readonly endpoint: FaultyEndpoint
  readonly fault: Fault
  readonly form: Form
  /** A snapshot of its own: it names the cell's rows, and has a circuit breaker of its own. */
  readonly model: string
}

const cells: readonly Cell[] = faultyEndpoints.flatMap((endpoint) =>
  faults
    .flatMap((fault) => forms.map((form) => ({ endpoint, fault, form })))
    .map((cell, index) => ({ ...cell, model: `${endpoint.model}-${dateOf(index)}` })),
)

describe('a fault of the provider', { concurrency: 16 }, () => {
  let scene: Scene

  before(async () => {
    scene = await setScene()
  })
  after(() => scene[Symbol.asyncDispose]())

  for (const cell of cells) {
    const { fault, endpoint, form } = cell
    it(`ends as the table says: ${endpoint.name}, ${form}, ${fault.id}`, () =>
      checkCell(scene, cell))
  }

  // Waits for all the others: whatever the fault, what was held is given back, and the log is the bill.
  it('leaves the ledger balanced', () => checkBooks(scene))
})

interface Scene extends AsyncDisposable {
  readonly server: TestServer
  readonly key: { readonly id: string; readonly key: string }
}

async function setScene(): Promise<Scene> {
  const disposables = new AsyncDisposableStack()
  const upstream = disposables.use(await FakeUpstream.start())
  upstream.always((response, call) => scriptFor(call.text)(response, call))
  const settings = { ...patience, LLAVERO_MAX_TRIES: '1' }
  const server = disposables.use(await TestServer.start({ upstream, settings }))
  const plain = disposables.use(await listenOnLoopback(() => {}))
  const addresses = {
    refused: `http://127.0.0.1:${await freePort()}/v1`,
    // It speaks no TLS: the handshake fails.
    'tls-error': `https://127.0.0.1:${plain.port}/v1`,
  }
  for (const [fault, baseUrl] of Object.entries(addresses)) {
    const { id } = await server.addProvider(fault, { baseUrl })
    for (const { model } of cells.filter((cell) => cell.fault.id === fault)) {
      await server.addRoute(model, [{ id, model }])
    }
  }
  return {
    server,
    key: await server.createKey({ budget_usd: 1000, rpm: 100_000, tpm: 100_000_000 }),
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  }
}

/** What the provider does with a request: its model says which cell it is of. */
function scriptFor(text: string): Script {
  const cell = cells.find(({ model }) => text.includes(model))
  const script = cell && scriptOf(cell.fault.id, cell.endpoint, cell.form)
  assert.ok(script, `no script for ${text.slice(0, 200)}`)
  return script
}

async function checkCell({ server, key }: Scene, cell: Cell): Promise<void> {
  const { endpoint, fault, form, model } = cell
  const expected = endingOf(fault, endpoint.name, form)
  const { type, body } = endpoint.request(model, form === 'stream')
  const response = await server.fetch(endpoint.path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key.key}`,
      ...(type !== null && { 'content-type': type }),
    },
    body,
  })
  await checkClient(response, cell, expected)
  await checkRow(await rowOf(server, model), expected)
}

async function checkClient(response: Response, cell: Cell, expected: Ending): Promise<void> {
  assert.equal(response.status, expected.status)
  switch (expected.client) {
    case 'error':
      assert.equal((await errorOf(response)).code, toldCode(expected))
      if (cell.fault.id === 'status-429-retry-after') {
        assert.equal(response.headers.get('retry-after'), '7')
      }
      return
    case 'error event': {
      const events = await readEvents(response)
      assert.equal((dataOf(events.at(-1)) as ErrorEvent).error.code, expected.code)
      assert.ok(!events.includes('data: [DONE]'), 'a broken stream must not end in [DONE]')
      return
    }
    case 'cut answer':
      await assert.rejects(response.arrayBuffer(), 'the answer came to a proper end')
      return
    case 'answer':
      await checkAnswer(response, cell)
  }
}

async function checkAnswer(response: Response, { endpoint, fault, form }: Cell): Promise<void> {
  if (form === 'stream') {
    // Where the end is what the provider left out, the last event was the result.
    const end = fault.id === 'cut-before-done' ? endpoint.events.at(-1) : endpoint.end
    const events = await readEvents(response)
    assert.equal(events.at(-1), end?.trimEnd())
    assert.equal(events.filter((event) => event === end?.trimEnd()).length, 1)
    return
  }
  const sent = sentBody(endpoint, fault.id)
  assert.ok(sent.equals(Buffer.from(await response.arrayBuffer())), 'other bytes came')
}

function sentBody(endpoint: FaultyEndpoint, fault: FaultId): Buffer {
  if (fault === 'garbage') return Buffer.from(garbledBody)
  return fault === 'large-event' ? endpoint.largeWhole(largeBytes) : endpoint.whole.body
}

/** A refusal of the provider is passed on with its own code, which this one leaves out. */
function toldCode({ code }: Ending): string | null {
  return code === 'upstream_error' ? null : code
}

async function rowOf(server: TestServer, model: string): Promise<RequestObject> {
  return until(`the row of ${model}`, async () => {
    const { data } = await server.operate<Page<RequestObject>>(
      'GET',
      `/api/requests?model=${model}`,
    )
    assert.ok(data.length <= 1, `${data.length} rows of one call`)
    return data[0] ?? null
  })
}

async function checkRow(row: RequestObject, expected: Ending): Promise<void> {
  assert.equal(row.verdict, expected.verdict)
  assert.equal(row.status, expected.status)
  assert.equal(row.error_code, expected.code)
  assert.equal(row.attempts, 1)
  assert.equal(usageOf(row), expected.usage)
}

function usageOf(row: RequestObject): Ending['usage'] {
  if (row.is_estimated) return 'estimated'
  return (row.cost_usd ?? 0) > 0 ? 'reported' : 'none'
}

async function checkBooks({ server, key }: Scene): Promise<void> {
  const rows = await until('a row of every call', async () => {
    const all = await readRows(server)
    assert.ok(all.length <= cells.length, `${all.length} rows for ${cells.length} calls`)
    return all.length === cells.length && all
  })
  assert.equal(await server.metric('llavero_holds_outstanding'), 0)
  const { spent_usd } = await server.operate<{ spent_usd: number }>('GET', `/api/keys/${key.id}`)
  const microUsd = (usd: number) => Math.round(usd * 1_000_000)
  const logged = rows.reduce((sum, row) => sum + microUsd(row.cost_usd ?? 0), 0)
  assert.equal(microUsd(spent_usd), logged)
}

async function readRows(server: TestServer): Promise<readonly RequestObject[]> {
  const { data, has_more } = await server.operate<Page<RequestObject>>(
    'GET',
    '/api/requests?limit=200',
  )
  assert.equal(has_more, false)
  return data
}

/** A date, as vendors mark their snapshots; each number has its own. */
function dateOf(index: number): string {
  const day = String((index % 28) + 1).padStart(2, '0')
  const month = String(Math.floor(index / 28) + 1).padStart(2, '0')
  return `2024-${month}-${day}`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
