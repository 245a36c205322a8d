import { unknownUrl } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { Control } from '../control/control.ts'
import { matchRoute } from '../control/match-route.ts'
import type { AdminApi, AdminReply } from './admin-api.ts'

/** Answers in this process, for when no server runs. A bug is thrown as it is. */
export function inProcessApi(control: Control): AdminApi {
  return {
    async request(method, path, body) {
      try {
        return await dispatch(control, { method, path, body })
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error
        return { status: error.status, body: error.toBody() }
      }
    },
  }
}

interface Call {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

async function dispatch(control: Control, { method, path, body }: Call): Promise<AdminReply> {
  const [pathname = '', search = ''] = path.split('?')
  const match = matchRoute(control.routes, method, pathname)
  if (!match) throw new GatewayError('unknown_url', unknownUrl(method, pathname))
  const reply = await control.answer(match.route, {
    params: match.params,
    query: Object.fromEntries(new URLSearchParams(search)),
    // The same values as over the socket, where what is undefined does not arrive.
    body: body === undefined ? undefined : JSON.parse(JSON.stringify(body)),
    isOperator: true,
    requestId: '',
    isSecure: false,
    cookie: undefined,
    csrfToken: undefined,
  })
  return { status: reply.status ?? 200, body: reply.body }
}
