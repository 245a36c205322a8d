import { excerpt } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { Ledger } from '../../quota/ledger.ts'
import type { Caller, ModelCall, Target } from '../model-call.ts'
import { type Estimate, refusalError, unpricedError, usd } from './admit.ts'
import { callScopeError, scopeError } from './scope.ts'

export interface AdmitWorkParts {
  readonly ledger: Pick<Ledger, 'hold' | 'setAside' | 'isSetAside'>
  readonly estimate: (call: ModelCall, target: Target) => Estimate
}

interface WorkClaim {
  readonly name: string
  readonly microUsd: number
  /** How it could cost less. */
  readonly advice: string
}

/**
 * What one call of work that a provider does as a whole can cost, in micro-dollars. Throws GatewayError where
 * the caller may not make it.
 */
export function mostOf(
  { estimate }: AdmitWorkParts,
  caller: Caller,
  call: ModelCall,
  target: Target,
): number {
  const error = callScopeError(caller, call)
  if (error !== null) throw error
  const most = estimate(call, target)
  if (moneyOf(caller).length > 0) {
    const refusal = unpricedError(call.model, most) ?? unboundedError(call.model, most)
    if (refusal !== null) throw refusal
  }
  return most.inputMicroUsd + most.outputMicroUsd
}

/** All that is left of a budget is not set aside for a day, for one call of many. */
function unboundedError(model: string, { isBounded }: Estimate): GatewayError | null {
  if (isBounded) return null
  const message = `What a file may cost at '${excerpt(model)}' is not known, so a key with a budget may not ask for it in a batch.`
  return new GatewayError('unpriced_model', message, { param: 'messages' })
}

/** Throws GatewayError where the caller may not train the model, or nobody knows what that costs him. */
export function checkTraining(
  caller: Caller,
  { model, isPriced }: { readonly model: string; readonly isPriced: boolean },
): void {
  const error = scopeError(caller, 'fine_tuning', model)
  if (error !== null) throw error
  if (isPriced || moneyOf(caller).length === 0) return
  const message = `What fine-tuning '${excerpt(model)}' costs is not known, so a key with a budget may not ask for it.`
  throw new GatewayError('unpriced_model', message, { param: 'model' })
}

/**
 * Sets money aside for work under its name, once, for longer than this process may live. Limits a minute are
 * about calls that we send: they are not asked. Throws GatewayError where the budget has not so much left.
 */
export async function setAside(
  { ledger }: Pick<AdmitWorkParts, 'ledger'>,
  caller: Caller,
  { name, microUsd, advice }: WorkClaim,
): Promise<void> {
  const money = moneyOf(caller)
  if (money.length === 0 || (await ledger.isSetAside(name))) return
  const result = await ledger.hold(money.map((limit) => ({ limit, amount: microUsd })))
  if (result.allowed) return ledger.setAside(result.hold, name)
  const refusal = refusalError(result, {})
  if (refusal.code !== 'insufficient_quota') throw refusal
  const need = `This work may cost up to ${usd(microUsd)} USD.`
  throw new GatewayError(refusal.code, `${need} ${refusal.message} ${advice}`)
}

function moneyOf({ limits }: Caller) {
  return limits.filter(({ unit }) => unit === 'micro-usd')
}
