import type { ResourceRoute } from '../resource/route.ts'
import { type ClientSecretParts, mintClientSecret } from './client-secrets.ts'

/** `/v1/realtime/*` over plain HTTP; the sessions themselves are WebSockets. */
export function realtimeRoutes(parts: ClientSecretParts): readonly ResourceRoute[] {
  return [
    {
      method: 'POST',
      path: '/v1/realtime/client_secrets',
      endpoint: 'realtime',
      answer: async ({ caller, body }) => ({
        body: await mintClientSecret(parts, caller, body ?? {}),
      }),
    },
  ]
}
