import type { ControlRoute } from '../control/route.ts'
import { actionRoutes } from './actions.ts'
import type { ChatParts } from './parts.ts'
import { runRoutes } from './runs.ts'

/** The workspace's code actions and their runs. */
export function chatRoutes(parts: ChatParts): ControlRoute[] {
  return [...actionRoutes(parts), ...runRoutes(parts)]
}
