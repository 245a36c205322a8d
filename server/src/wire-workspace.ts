import type { NextTokenBody, NextTokenObject } from '@llavero/protocol/control/next-token.ts'
import type { ChatParts } from './chat/parts.ts'
import type { WorkspaceView } from './control/parts.ts'
import { modelOfTier } from './control/tier-model.ts'
import type { RunningCalls } from './edge/running-calls.ts'
import type { RequestLogQueue } from './gateway/accounting/request-log-queue.ts'
import { serve, type Stages } from './gateway/pipeline.ts'
import type { GenerationWorker } from './gateway/providers/sim/generation-worker.ts'
import type { CircuitBreaker } from './gateway/routing/circuit-breaker.ts'
import type { LiveConfiguration } from './live-configuration.ts'
import type { Storage } from './storage/open.ts'
import { version } from './version.ts'

export interface WorkspaceParts {
  readonly live: LiveConfiguration
  readonly breaker: CircuitBreaker
  readonly worker: GenerationWorker
}

export interface ChatWiring {
  readonly live: LiveConfiguration
  readonly storage: Storage
  readonly stages: Stages
  readonly queue: RequestLogQueue
  readonly running: RunningCalls
  readonly worker: GenerationWorker
}

/** The memory of the data plane, as the admin plane may look at it. */
export function wireWorkspace({ live, breaker, worker }: WorkspaceParts): WorkspaceView {
  return {
    version,
    models: () => live.usableModels(),
    findModel: (id) => live.findModel(id),
    modelAt: (provider, model) => live.modelAt(provider, model),
    modelOfTier: (tier) => modelOfTier(tier, live.choices().chosen[tier], live.usableModels()),
    choices: () => live.choices(),
    circuits(providerId) {
      const prefix = `${providerId}/`
      return breaker
        .troubles(prefix)
        .map(({ target, ...trouble }) => ({ ...trouble, model: target.slice(prefix.length) }))
    },
    nextToken: (body) => askNextToken(worker, body),
  }
}

/** What the code actions need of the data plane. */
export function wireChat(parts: ChatWiring, view: WorkspaceView): ChatParts {
  const { live, storage, stages, queue, running, worker } = parts
  return {
    storage,
    serve: (caller, call) => serve(stages, caller, call),
    findModel: (id) => live.findModel(id),
    modelOfTier: (tier) => view.modelOfTier(tier),
    countTokens: (text) => worker.countTokens(text),
    flushLog: () => queue.flush(),
    enter: () => running.enter(),
    now: Date.now,
  }
}

async function askNextToken(
  worker: GenerationWorker,
  body: NextTokenBody,
): Promise<NextTokenObject> {
  const biases = Object.entries(body.logit_bias)
  const { candidates, vocabularySize, nucleusSize } = await worker.nextToken({
    prompt: body.prompt,
    answer: body.answer,
    temperature: body.temperature,
    topP: body.top_p,
    frequencyPenalty: body.frequency_penalty,
    presencePenalty: body.presence_penalty,
    logitBias: new Map(biases.map(([token, bias]) => [Number(token), bias])),
    top: body.top,
  })
  let cumulative = 0
  const data = candidates.map((candidate) => {
    cumulative += candidate.probability
    return {
      text: candidate.text,
      token: candidate.token,
      model_probability: candidate.modelProbability,
      probability: candidate.probability,
      cumulative,
      is_in_top_p: candidate.isInNucleus,
      chance: candidate.chance,
    }
  })
  return {
    object: 'next_token',
    model: 'sim-mini',
    data,
    vocabulary_size: vocabularySize,
    top_p_size: nucleusSize,
    rest_probability: Math.max(0, 1 - cumulative),
  }
}
