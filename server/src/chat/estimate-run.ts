import type { CreateRunBody, RunEstimateObject } from '@llavero/protocol/control/runs.ts'
import { toUsd } from '@llavero/protocol/control/scalars.ts'
import { costMicroUsd, type Price } from '../gateway/accounting/prices.ts'
import { noUsage } from '../gateway/endpoints/usage.ts'
import type { ActionContent } from './action-object.ts'
import type { ChatParts } from './parts.ts'
import { planRun, requireKnownModel } from './run-request.ts'

/** What the chat format adds to each message, and to the whole. */
const tokensPerMessage = 4
const tokensPerCall = 3
/** Where nobody says how much a model can write. */
const fallbackMaxOutputTokens = 16_384

/** How much such an answer usually has: so many tokens, and so many for each token of the snippet. */
const usualOutput: Readonly<
  Record<ActionContent['output'], readonly [base: number, share: number]>
> = {
  patch: [120, 1.2],
  report: [350, 0.5],
  docs: [120, 1.8],
  tests: [300, 2.5],
}

/** What a run would use and cost. Counts off the event loop; sends nothing. Throws GatewayError. */
export async function estimateRun(
  parts: ChatParts,
  personId: string,
  body: CreateRunBody,
): Promise<RunEstimateObject> {
  const planned = await planRun(parts, personId, body)
  const place = requireKnownModel(planned).places[0]
  const price = place?.price ?? null
  const [codeTokens, ...messageTokens] = await Promise.all([
    parts.countTokens(body.code),
    ...planned.messages.map(({ content }) => parts.countTokens(content)),
  ])
  const inputTokens = messageTokens.reduce(
    (sum, count) => sum + count + tokensPerMessage,
    tokensPerCall,
  )
  const answers = planned.parameters.n ?? 1
  const most = planned.parameters.max_tokens ?? price?.maxOutputTokens ?? fallbackMaxOutputTokens
  const [base, share] = usualOutput[planned.content.output]
  const likely = Math.min(most, Math.round(base + share * codeTokens))
  const output = { min: answers, likely: answers * likely, max: answers * most }
  const context = price?.contextTokens ?? null
  return {
    object: 'run_estimate',
    model: planned.model,
    provider: place?.providerName ?? null,
    is_simulated: place?.isSimulated ?? false,
    input_tokens: inputTokens,
    output_tokens: output,
    cost_usd: price && {
      min: costUsd(price, inputTokens, output.min),
      likely: costUsd(price, inputTokens, output.likely),
      max: costUsd(price, inputTokens, output.max),
    },
    fits_context: context === null ? null : inputTokens < context,
  }
}

function costUsd(price: Price, inputTokens: number, outputTokens: number): number {
  return toUsd(costMicroUsd({ ...noUsage, inputTokens, outputTokens }, price))
}
