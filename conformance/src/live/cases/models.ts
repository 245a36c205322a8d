import assert from 'node:assert/strict'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const resource = 'models'

export const modelCases: readonly Case[] = [
  {
    resource,
    name: 'list',
    async run({ client }) {
      const models = await Array.fromAsync(client.models.list())
      assert.ok(models.some(({ id }) => id === 'sim-mini'))
    },
  },
  {
    resource,
    name: 'retrieve',
    async run({ client }) {
      assert.equal((await client.models.retrieve('sim-mini')).id, 'sim-mini')
    },
  },
  {
    resource,
    name: 'retrieve, unknown',
    async run({ client }) {
      await refused(client.models.retrieve('fake_id'), {
        status: 404,
        code: 'model_not_found',
        param: 'model',
        message: /The model 'fake_id' does not exist/,
      })
    },
  },
  {
    resource,
    name: 'delete, unknown',
    async run({ client }) {
      await refused(client.models.delete('ft:123'), {
        status: 404,
        code: 'model_not_found',
        param: 'model',
      })
    },
  },
  {
    resource,
    name: 'list, with a bad key',
    async run({ stranger }) {
      await refused(stranger.models.list(), { status: 401, code: 'invalid_api_key', param: null })
    },
  },
]
