import type { ModelTier } from '@llavero/protocol/control/actions.ts'
import type { UsableModel } from '../control/parts.ts'
import type { Caller, ModelCall, ModelReply } from '../gateway/model-call.ts'
import type { Storage } from '../storage/open.ts'

/** What the workspace's code actions work with; made once by the wiring. */
export interface ChatParts {
  readonly storage: Storage
  /** The one front door for every model call. */
  readonly serve: (caller: Caller, call: ModelCall) => Promise<ModelReply>
  /** Null where the name leads nowhere. */
  readonly findModel: (id: string) => UsableModel | null
  readonly modelOfTier: (tier: ModelTier) => string
  /** The number of o200k tokens, counted off the event loop. */
  readonly countTokens: (text: string) => Promise<number>
  /** Writes log rows that wait, so that a receipt can be read. */
  readonly flushLog: () => Promise<void>
  /** Counts a running call in, and out by the returned function. Throws once the server is stopping. */
  readonly enter: () => () => void
  /** Unix milliseconds. */
  readonly now: () => number
}
