import { GatewayError } from '@llavero/protocol/errors.ts'
import { sessionTokenIn } from '../auth/session-cookie.ts'
import { findSession, isCsrfTokenRight } from '../auth/session.ts'
import { descriptionRoutes } from './description/description-routes.ts'
import { keyLimitRoutes } from './key-limits.ts'
import { keyRoutes } from './keys.ts'
import { modelCardRoutes } from './model-cards.ts'
import { modelRouteRoutes } from './model-routes.ts'
import { ownerPasswordRoutes } from './owner-password.ts'
import type { ControlParts } from './parts.ts'
import { priceRoutes } from './prices.ts'
import { providerHealthRoutes } from './provider-health.ts'
import { providerRoutes } from './providers.ts'
import { requestRoutes } from './requests.ts'
import type { ControlContext, ControlReply, ControlRoute, RouteRequest, SignedIn } from './route.ts'
import { sessionRoutes } from './sessions.ts'
import { settingsRoutes } from './settings.ts'
import { setupRoutes } from './setup.ts'
import { storedWorkRoutes } from './stored-work.ts'
import { usageRoutes } from './usage.ts'
import { vaultRoutes } from './vault.ts'

export type { ControlReply, ControlRoute } from './route.ts'

/** A request as the edge hands it over. */
interface ControlRequest extends RouteRequest {
  /** Came over the private socket. */
  readonly isOperator: boolean
  /** Came over HTTPS. */
  readonly isSecure: boolean
  readonly requestId: string
  /** The headers `cookie` and `x-csrf-token`. */
  readonly cookie: string | undefined
  readonly csrfToken: string | undefined
}

/** The admin plane without HTTP: a table of routes, and the one gate in front of them. */
export interface Control {
  readonly routes: readonly ControlRoute[]
  /** Lets the caller in or not, checks the input, and does it. Throws GatewayError. */
  answer(route: ControlRoute, request: ControlRequest): Promise<ControlReply>
}

export function createControl(
  parts: ControlParts,
  /** What the features of the workspace export. */
  featureRoutes: readonly ControlRoute[],
): Control {
  const gate = createGate(parts)
  const routes: readonly ControlRoute[] = [
    ...setupRoutes(parts),
    ...ownerPasswordRoutes(parts),
    ...sessionRoutes(parts),
    ...keyRoutes(parts),
    ...keyLimitRoutes(parts),
    ...providerRoutes(parts),
    ...providerHealthRoutes(parts),
    ...modelRouteRoutes(parts),
    ...priceRoutes(parts),
    ...requestRoutes(parts),
    ...usageRoutes(parts),
    ...storedWorkRoutes(parts),
    ...settingsRoutes(parts),
    ...modelCardRoutes(parts),
    ...vaultRoutes(parts),
    ...featureRoutes,
    ...descriptionRoutes(() => routes, parts.workspace.version),
  ]
  return {
    routes,
    async answer(route, request) {
      return route.handle(await gate(route, request), request)
    },
  }
}

type Gate = (route: ControlRoute, request: ControlRequest) => Promise<ControlContext>

function createGate({ storage, now }: ControlParts): Gate {
  // The last owner cannot be removed, so the first yes stays true.
  let isOwned = false
  const requireOwner = async () => {
    isOwned ||= (await storage.people.count()) > 0
    if (!isOwned) throw new GatewayError('setup_required', 'Create the first owner to begin.')
  }

  return async (route, request) => {
    const { isOperator, isSecure, requestId } = request
    const stranger: ControlContext = { isOperator, isSecure, requestId, signedIn: null }
    if (isOperator) return stranger
    if (route.access === 'operator') {
      throw new GatewayError('forbidden', 'Only the operator may do this, on the machine itself.')
    }
    if (route.access === 'setup') return stranger
    await requireOwner()
    if (route.access === 'public') return stranger

    const signedIn = await findSignedIn(request)
    if (route.method !== 'GET' && !isCsrfTokenRight(signedIn.session, request.csrfToken)) {
      throw new GatewayError('invalid_csrf_token', 'The header x-csrf-token is missing or wrong.')
    }
    return { ...stranger, signedIn }
  }

  async function findSignedIn({ cookie }: ControlRequest): Promise<SignedIn> {
    const token = sessionTokenIn(cookie)
    const session = token === null ? null : await findSession(storage.sessions, token, now())
    if (token === null || !session) throw new GatewayError('unauthenticated', 'Sign in first.')
    return { token, session }
  }
}
