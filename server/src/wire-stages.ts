import { modelNotFound } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { Settings } from './config/settings.ts'
import { dearestEstimate } from './gateway/accounting/estimate.ts'
import { closeAccount, giveBack } from './gateway/accounting/call-account.ts'
import { fail, meter, refuse } from './gateway/accounting/meter.ts'
import type { OpenStreams } from './gateway/accounting/open-streams.ts'
import type { RequestLogQueue } from './gateway/accounting/request-log-queue.ts'
import type { Target } from './gateway/model-call.ts'
import type { Stages } from './gateway/pipeline.ts'
import { admit } from './gateway/policy/admit.ts'
import type { CircuitBreaker } from './gateway/routing/circuit-breaker.ts'
import { connect } from './gateway/routing/connect.ts'
import { send } from './gateway/routing/send.ts'
import type { LiveConfiguration } from './live-configuration.ts'
import type { Ledger } from './quota/ledger.ts'
import type { CompletionRecorder } from './stored-completions/recorder.ts'

export interface StageParts {
  readonly settings: Settings
  readonly live: LiveConfiguration
  readonly ledger: Ledger
  readonly queue: RequestLogQueue
  readonly breaker: CircuitBreaker
  readonly recorder: CompletionRecorder
  readonly openStreams: OpenStreams
}

/** Gives each stage of the data plane what it needs of the others: they do not know one another. */
export function wireStages(parts: StageParts): Stages {
  const { settings, live, ledger, queue, breaker, recorder, openStreams } = parts
  const priceOf = (target: Target) => live.prices.find(target)
  const admitting: Parameters<typeof admit>[0] = {
    ledger,
    estimate: (call) =>
      dearestEstimate(call, (live.router.find(call.model)?.targets ?? []).map(priceOf)),
  }
  const sending: Parameters<typeof send>[0] = {
    // Once the time is over there is no other try.
    providers: { get: (id) => (openStreams.isStopped ? undefined : live.provider(id)) },
    breaker,
    maxTries: settings.maxTries,
    sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
    random: Math.random,
  }
  const accounting: Parameters<typeof meter>[0] = {
    ledger,
    priceOf,
    log: queue,
    open: openStreams,
    get storesContent() {
      return live.storesContent
    },
    after(durationMs, callback) {
      const timer = setTimeout(callback, durationMs).unref()
      return () => clearTimeout(timer)
    },
  }
  return {
    admit: (caller, call) =>
      live.isThereFor(caller, call.model)
        ? admit(admitting, caller, call)
        : { allowed: false, error: noSuchModel(call.model) },
    plan: (call) => live.router.plan(call),
    send: (plan, call) => send(sending, plan, call),
    connect: (plan, call) => connect(sending, plan, call),
    meter: (ticket, reply) =>
      meter(accounting, ticket, recorder.record(ticket.caller, ticket.call, reply)),
    refuse: (caller, call, refusal) => refuse(accounting, caller, call, refusal),
    fail: (ticket, error) => fail(accounting, ticket, error),
    close(ticket, outcome) {
      if (outcome === null) giveBack(accounting, ticket)
      else closeAccount(accounting, ticket, outcome)
    },
  }
}

function noSuchModel(model: string): GatewayError {
  return new GatewayError('model_not_found', modelNotFound(model), { param: 'model' })
}
