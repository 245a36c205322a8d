import {
  type CallOf,
  type Connection,
  type Plan,
  type Target,
  UpstreamFailure,
} from '../model-call.ts'
import type { SendParts } from './send.ts'

export type ConnectParts = Pick<SendParts, 'providers' | 'breaker'>

/**
 * Opens a realtime session at the first target that takes it. Throws the last UpstreamFailure. One try
 * per target: whoever waits for a session to begin is a person.
 */
export async function connect(
  parts: ConnectParts,
  plan: Plan,
  call: CallOf<'realtime'>,
): Promise<Connection> {
  let failure = new UpstreamFailure('upstream_unreachable', 'No provider could be tried.')
  for (const target of plan.targets) {
    if (!parts.breaker.allows(target.id)) continue
    try {
      const channel = await open(parts, target, call)
      parts.breaker.succeeded(target.id)
      return { target, channel }
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error
      if (error.isRetryable) parts.breaker.failed(target.id)
      else parts.breaker.succeeded(target.id)
      failure = error
      failure.target = target
      failure.attempts = 1
    }
  }
  throw failure
}

async function open(parts: ConnectParts, target: Target, call: CallOf<'realtime'>) {
  const provider = parts.providers.get(target.providerId)
  if (provider?.connect !== undefined) return provider.connect(target, call)
  throw new UpstreamFailure(
    'upstream_invalid',
    'The provider of this model has no realtime sessions.',
  )
}
