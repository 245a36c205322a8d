import { modelNotFound } from '@llavero/protocol/error-messages.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { ModelCall, Plan, Target } from '../model-call.ts'

/** A target without its model. */
export type Place = Omit<Target, 'id' | 'model'>

/** What the router knows, replaced as a whole whenever the admin plane changes something. */
export interface RoutingTable {
  /** Model names of ours and the targets they lead to, in order. */
  readonly routes: ReadonlyMap<string, readonly (Place & { readonly model: string })[]>
  /** The provider that takes names which no route knows; null when there is none. */
  readonly defaultProvider: Place | null
  readonly simulatorModels: readonly string[]
  /** Models that were fine-tuned at a provider, under its own names for them. */
  readonly tunedModels: ReadonlyMap<string, Place>
}

const simulator = { providerId: 'sim', providerName: 'Simulator', dialect: 'sim' } as const

/**
 * Finds the targets of a model name. `sim-*` and what was fine-tuned of it is the simulator's own and leads nowhere else, and no
 * other name ever leads to it.
 */
export class Router {
  #table: RoutingTable
  #plans = new Map<string, Plan>()

  constructor(table: RoutingTable) {
    this.#table = table
  }

  replace(table: RoutingTable): void {
    this.#table = table
    this.#plans = new Map()
  }

  /** Whether the name is one of ours, made to lead somewhere. */
  isRoute(model: string): boolean {
    return this.#table.routes.has(model)
  }

  /** Null when no target is known. */
  find(model: string): Plan | null {
    const known = this.#plans.get(model)
    if (known !== undefined) return known
    const targets = this.#targets(model)
    if (targets.length === 0) return null
    const plan = { targets }
    // Names are the client's to choose: the memory of them is bounded.
    if (this.#plans.size >= 10_000) this.#plans = new Map()
    this.#plans.set(model, plan)
    return plan
  }

  plan(call: ModelCall): Plan {
    const plan = this.find(call.model)
    if (plan === null)
      throw new GatewayError('model_not_found', modelNotFound(call.model), { param: 'model' })
    return plan
  }

  #targets(model: string): readonly Target[] {
    if (model.startsWith('sim-') || model.startsWith('ft:sim-')) {
      return this.#table.simulatorModels.includes(model) ? [targetAt(simulator, model)] : []
    }
    const routed = this.#table.routes.get(model)
    if (routed !== undefined) return routed.map((target) => targetAt(target, target.model))
    const { defaultProvider, tunedModels } = this.#table
    const tuned = tunedModels.get(model)
    if (tuned !== undefined) return [targetAt(tuned, model)]
    return defaultProvider === null ? [] : [targetAt(defaultProvider, model)]
  }
}

export function targetAt({ providerId, providerName, dialect }: Place, model: string): Target {
  return { id: `${providerId}/${model}`, providerId, providerName, dialect, model }
}
