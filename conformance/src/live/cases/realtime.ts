import assert from 'node:assert/strict'
import type { Case } from '../scene.ts'
import { refused } from '../scene.ts'

const resource = 'realtime'

export const realtimeCases: readonly Case[] = [
  {
    resource,
    name: 'clientSecrets.create',
    async run({ client }) {
      const secret = await client.realtime.clientSecrets.create({
        session: { type: 'realtime', model: 'sim-mini' },
      })
      assert.match(secret.value, /^ek_/)
      assert.ok(secret.expires_at > Date.now() / 1000)
    },
  },
  {
    resource,
    name: 'clientSecrets.create, every parameter',
    async run({ client }) {
      const before = Math.floor(Date.now() / 1000)
      const { expires_at, session } = await client.realtime.clientSecrets.create({
        expires_after: { anchor: 'created_at', seconds: 60 },
        session: {
          type: 'realtime',
          model: 'sim-mini',
          instructions: 'Be brief.',
          output_modalities: ['text'],
          max_output_tokens: 100,
          tool_choice: 'auto',
          tools: [
            {
              type: 'function',
              name: 'get_weather',
              description: 'The weather in a city.',
              parameters: { type: 'object', properties: { city: { type: 'string' } } },
            },
          ],
          audio: {
            input: {
              format: { type: 'audio/pcm', rate: 24000 },
              turn_detection: { type: 'server_vad' },
              transcription: { model: 'whisper-1', language: 'en' },
            },
            output: { format: { type: 'audio/pcm', rate: 24000 }, voice: 'alloy', speed: 1 },
          },
          tracing: 'auto',
          truncation: 'auto',
          include: ['item.input_audio_transcription.logprobs'],
        },
      })
      assert.ok(expires_at - before >= 60 && expires_at - before <= 62)
      assert.equal('instructions' in session && session.instructions, 'Be brief.')
    },
  },
  {
    resource,
    name: 'clientSecrets.create, refused: a life that is too short',
    async run({ client }) {
      await refused(
        client.realtime.clientSecrets.create({
          expires_after: { anchor: 'created_at', seconds: 1 },
          session: { type: 'realtime', model: 'sim-mini' },
        }),
        { status: 400, param: 'expires_after.seconds' },
      )
    },
  },
]
