import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { ChildProcesses } from './child-processes.ts'
import { findExecutable } from './find-executable.ts'
import { compileLoadTools, startUpstream } from './load-tools.ts'
import { measure } from './measure.ts'
import type { Peer } from './peers/peer.ts'
import type { Scenario } from './scenarios.ts'

const hasCompiler = ['cc', 'gcc'].some((name) => findExecutable(name) !== null)

const seconds = 0.1
const streamOfThree: Scenario = {
  name: 'ttft-1',
  connections: 2,
  text: 'sse-3x150B;pace=1',
  expect: { events: 3 },
  rampMs: 0,
}
const wholeReply: Scenario = { ...streamOfThree, text: 'chat-600B', expect: { bytes: 600 } }

const event = (sequence: number) =>
  `data: {"choices":[{"delta":{"content":"#${sequence}@1 "}}]}\n\n`
const finish = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'
const done = 'data: [DONE]\n\n'
const sound = [event(0), event(1), event(2), finish, done]

describe('the load tools', { skip: hasCompiler ? false : 'there is no C compiler' }, () => {
  const children = new ChildProcesses(null)
  let upstreamPort = 0

  before(async () => {
    await compileLoadTools(children)
    upstreamPort = await startUpstream(children)
  })
  after(() => children.endAll())

  const load = (port: number, scenario: Scenario) => {
    const peer: Peer = { name: 'direct', port, headers: ['x-test: yes'], processId: null }
    return measure(children, peer, scenario, seconds)
  }

  const loadOn = async (scenario: Scenario, reply: (response: ServerResponse) => void) => {
    const server = createServer((request, response) => {
      request.resume().once('end', () => reply(response))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    try {
      return await load(address.port, scenario)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }

  const stream = (frames: readonly string[]) => (response: ServerResponse) => {
    for (const frame of frames) response.write(frame)
    response.end()
  }

  it('find no fault in what the upstream itself answers', async () => {
    for (const scenario of [wholeReply, streamOfThree]) {
      const report = await load(upstreamPort, scenario)
      assert.equal(report.firstError, '')
      assert.ok(report.requests > 0)
    }
  })

  it('read frames in any pieces, with CRLF and with comments between them', async () => {
    const bytes = Buffer.from(`: hello\n\n${sound.join('').replaceAll('\n', '\r\n')}`)
    const report = await loadOn(streamOfThree, (response) => {
      for (const byte of bytes) response.write(Buffer.of(byte))
      response.end()
    })
    assert.equal(report.firstError, '')
    assert.ok(report.requests > 0)
  })

  const faults: readonly [string, readonly string[], RegExp][] = [
    ['a lost event', [event(0), event(2), finish, done], /event 1 expected/],
    ['an event that came twice', [event(0), event(0)], /event 1 expected/],
    ['a lost last event', [event(0), event(1), finish, done], /\[DONE\] after 2 events/],
    ['a lost finish chunk', [event(0), event(1), event(2), done], /3 events and 0 finish/],
    ['a missing [DONE]', sound.slice(0, 4), /without \[DONE\]/],
    ['something after [DONE]', [...sound, event(3)], /a frame after \[DONE\]/],
    ['two events in one frame', [`${event(0).trim()}\n${event(1)}`], /not one data line/],
    ['a usage chunk nobody asked for', [event(0), 'data: {"usage":{}}\n\n'], /unexpected frame/],
  ]
  for (const [name, frames, expected] of faults) {
    it(`report ${name}`, async () => {
      const report = await loadOn(streamOfThree, stream(frames))
      assert.match(report.firstError, expected)
      assert.equal(report.requests, 0)
    })
  }

  it('report a body of the wrong length and a status that is not 200', async () => {
    const short = await loadOn(wholeReply, (response) => response.end('{}'))
    assert.match(short.firstError, /2 bytes of body instead of 600/)
    const refused = await loadOn(wholeReply, (response) => response.writeHead(429).end('no'))
    assert.match(refused.firstError, /status 429/)
  })

  it('report a connection that closes within a reply', async () => {
    const report = await loadOn(streamOfThree, (response) => {
      response.write(event(0), () => response.destroy())
    })
    assert.match(report.firstError, /closed within a reply/)
  })
})
