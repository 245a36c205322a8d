import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type HealthParts, mountHealth } from './health.ts'
import { createHttpServer } from './http-server.ts'

async function statusOfMetrics(
  access: Pick<HealthParts, 'metricsToken' | 'isLocal'>,
  headers: Record<string, string> = {},
): Promise<number> {
  const http = createHttpServer({ hot: new Map(), reportFault: assert.ifError })
  const metrics = { contentType: 'text/plain', text: async () => 'up 1\n' }
  mountHealth(http, { checkReady: async () => {}, metrics, ...access })
  const { statusCode } = await http.inject({ url: '/metrics', headers })
  await http.close()
  return statusCode
}

describe('the metrics', () => {
  it('are open without a token where only this machine can ask', async () => {
    assert.equal(await statusOfMetrics({ metricsToken: null, isLocal: true }), 200)
    assert.equal(await statusOfMetrics({ metricsToken: null, isLocal: false }), 401)
  })

  it('want their token everywhere, once there is one', async () => {
    for (const isLocal of [true, false]) {
      const access = { metricsToken: 'a-token-of-metrics', isLocal }
      assert.equal(await statusOfMetrics(access), 401)
      assert.equal(await statusOfMetrics(access, { authorization: 'Bearer another' }), 401)
      const authorization = 'Bearer a-token-of-metrics'
      assert.equal(await statusOfMetrics(access, { authorization }), 200)
    }
  })
})
