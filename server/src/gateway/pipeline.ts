import type { GatewayError } from '@llavero/protocol/errors.ts'
import type { Outcome } from './accounting/call-account.ts'
import type {
  Admission,
  Caller,
  CallOf,
  Connection,
  ModelCall,
  ModelReply,
  Plan,
  Refusal,
  RoutedReply,
  Ticket,
} from './model-call.ts'

/** The four stages, and what ends a call that did not get through them all. */
export interface Stages {
  /** May they? Scopes, limits and a hold on money and tokens. */
  admit(caller: Caller, call: ModelCall): Admission | Promise<Admission>
  /** Where to? */
  plan(call: ModelCall): Plan
  /** Say it there, with retry and fallback until the first byte. */
  send(plan: Plan, call: ModelCall): Promise<RoutedReply>
  /** Opens a realtime session there, with fallback. */
  connect(plan: Plan, call: CallOf<'realtime'>): Promise<Connection>
  /** What did it cost? Passes the bytes on, settles the hold once and queues one log row. */
  meter(ticket: Ticket, reply: RoutedReply): ModelReply
  /** Logs a call that was not admitted; returns what the client is told. */
  refuse(caller: Caller, call: ModelCall, refusal: Refusal): GatewayError
  /** Settles and logs a call whose stage failed; answers with the upstream's own error, or throws. */
  fail(ticket: Ticket, error: unknown): ModelReply
  /** Settles and logs one response of a realtime session; null gives back a hold that was not needed. */
  close(ticket: Ticket, outcome: Outcome | null): void
}

/** The life of one model call, in order. Read this file first. */
export async function serve(stages: Stages, caller: Caller, call: ModelCall): Promise<ModelReply> {
  const admitted = stages.admit(caller, call)
  // Nothing is waited for that is in memory, as it is as a rule.
  const admission = admitted instanceof Promise ? await admitted : admitted
  if (!admission.allowed) throw stages.refuse(caller, call, admission)

  const { ticket } = admission
  try {
    const plan = stages.plan(ticket.call)
    const reply = await stages.send(plan, ticket.call)
    return stages.meter(ticket, reply)
  } catch (error) {
    return stages.fail(ticket, error)
  }
}
