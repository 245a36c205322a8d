import type { RunParameters } from '@llavero/protocol/control/actions.ts'
import type { TunableParameter } from '@llavero/protocol/control/models.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import type { CreateRunBody } from '@llavero/protocol/control/runs.ts'
import { type ChatRequest, parseChatRequest } from '@llavero/protocol/openai/chat.ts'
import { modelFacts } from '../control/model-facts.ts'
import type { UsableModel } from '../control/parts.ts'
import type { CodeAction } from '../storage/code-actions.ts'
import { type ActionContent, contentOf } from './action-object.ts'
import { requireAction } from './actions.ts'
import type { ChatParts } from './parts.ts'
import { type PromptMessage, renderPrompt } from './render-prompt.ts'

/** What a run is going to do, all choices made. */
export interface PlannedRun {
  readonly found: CodeAction
  readonly content: ActionContent
  /** What is asked for; null where nobody knows the name. */
  readonly usable: UsableModel | null
  readonly model: string
  /** Those that the model can take: the run's own, and the action's where the run says nothing. */
  readonly parameters: RunParameters
  readonly messages: readonly PromptMessage[]
}

/** Makes all choices of a run. Throws GatewayError. */
export async function planRun(
  parts: ChatParts,
  personId: string,
  body: CreateRunBody,
): Promise<PlannedRun> {
  const { action_id: id, action_version: version } = body
  const found = await requireAction(parts, personId, id, version ?? undefined)
  const content = contentOf(found)
  const model = body.model ?? content.model ?? parts.modelOfTier(content.tier)
  const usable = parts.findModel(model)
  const { messages } = renderPrompt(content.prompts, found.action.slug, {
    code: body.code,
    language: body.language,
    fileName: body.file_name ?? null,
    answerLanguage: body.answer_language,
  })
  const wanted = { ...content.parameters, ...body.parameters }
  return { found, content, usable, model, messages, parameters: takenBy(usable, wanted) }
}

/** Leaves out what is not set and what the model would refuse, so that what is kept of a run is what was sent. */
function takenBy(usable: UsableModel | null, wanted: RunParameters): RunParameters {
  const place = usable?.places[0]
  const facts = place ? modelFacts(place.vendor, place.model).parameters : null
  const isTaken = (name: string) => {
    const support = facts?.[name as TunableParameter]
    if (support === undefined || support.is_allowed) return true
    return support.reason === 'only_without_reasoning' && wanted.reasoning_effort === 'none'
  }
  const given = Object.entries(wanted).filter(
    ([name, value]) => value !== null && value !== undefined && isTaken(name),
  )
  return Object.fromEntries(given)
}

/** The run as a streamed call of the chat API. */
export function chatRequestOf({ usable, model, messages, parameters }: PlannedRun): ChatRequest {
  const { max_tokens: limit, ...rest } = parameters
  // OpenAI's newer models know only the newer name; other servers know only the older one.
  const limitName = usable?.places[0]?.vendor === 'openai' ? 'max_completion_tokens' : 'max_tokens'
  return parseChatRequest({
    model,
    messages,
    ...rest,
    ...(limit !== undefined && limit !== null && { [limitName]: limit }),
    stream: true,
    stream_options: { include_usage: true },
  })
}

/** Throws where a run names a version of an action that it does not have, before anything is sent. */
export function requireKnownModel({ usable, model }: PlannedRun): UsableModel {
  if (usable !== null) return usable
  throw new GatewayError('model_not_found', `There is no model '${model}' here.`, {
    param: 'model',
  })
}
