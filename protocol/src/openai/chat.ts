import * as z from 'zod'
import { excerpt } from '../error-messages.ts'
import { GatewayError } from '../errors.ts'
import { chatMessage, textContent } from './chat-message.ts'
import {
  type ChatTool,
  chatTool,
  legacyFunction,
  legacyFunctionChoice,
  responseFormat,
  toolChoice,
} from './chat-tools.ts'
import { mapOf } from './map.ts'
import { metadata } from './metadata.ts'
import { modelName } from './model-name.ts'
import { isGiven, needs, requestParser } from './request-parser.ts'
import { penalty, seed, stop, streamOptions } from './sampling.ts'
import { strictSchemaFault } from './strict-schema.ts'

const tokenLimit = z.int().min(1).nullish()

const place = z.string().nullish()

const webSearchOptions = z.looseObject({
  search_context_size: z.enum(['low', 'medium', 'high']).nullish(),
  user_location: z
    .looseObject({
      type: z.literal('approximate'),
      approximate: z.looseObject({ city: place, country: place, region: place, timezone: place }),
    })
    .nullish(),
})

/**
 * `POST /v1/chat/completions`. The first fault in the order of these fields is the one that is told.
 * Fields that are not listed pass as they are, here and inside messages and tools.
 */
export const chatRequest = z.looseObject({
  model: modelName,
  messages: z.array(chatMessage).min(1),
  audio: z
    .looseObject({
      voice: z.union([z.string(), z.looseObject({ id: z.string() })]),
      format: z.enum(['wav', 'aac', 'mp3', 'flac', 'opus', 'pcm16']),
    })
    .nullish(),
  frequency_penalty: penalty.nullish(),
  function_call: legacyFunctionChoice.nullish(),
  functions: z.array(legacyFunction).min(1).max(128).nullish(),
  logit_bias: mapOf(z.int().min(-100).max(100)).nullish(),
  logprobs: z.boolean().nullish(),
  max_completion_tokens: tokenLimit,
  max_tokens: tokenLimit,
  metadata: metadata.nullish(),
  modalities: z.array(z.enum(['text', 'audio'])).nullish(),
  moderation: z.looseObject({ model: z.string() }).nullish(),
  n: z.int().min(1).max(128).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  prediction: z.looseObject({ type: z.literal('content'), content: textContent }).nullish(),
  presence_penalty: penalty.nullish(),
  prompt_cache_key: z.string().nullish(),
  prompt_cache_options: z.looseObject({}).nullish(),
  prompt_cache_retention: z.enum(['in_memory', '24h']).nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
  response_format: responseFormat.nullish(),
  safety_identifier: z.string().max(64).nullish(),
  seed: seed.nullish(),
  service_tier: z.enum(['auto', 'default', 'fast', 'flex', 'scale', 'priority']).nullish(),
  stop: stop.nullish(),
  store: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  stream_options: streamOptions.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  tool_choice: toolChoice.nullish(),
  tools: z.array(chatTool).max(128).nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  user: z.string().nullish(),
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  web_search_options: webSearchOptions.nullish(),
})
export type ChatRequest = z.output<typeof chatRequest>

/** Checks a chat request; see `requestParser`. */
export const parseChatRequest: (value: unknown) => ChatRequest = requestParser(
  chatRequest,
  (request) => {
    checkCompanions(request)
    checkNamedTool(request)
    checkStrictSchemas(request)
  },
)

/** Fields that say how to use the tools or functions of the same request. */
const choices = [
  ['tool_choice', 'tools'],
  ['parallel_tool_calls', 'tools'],
  ['function_call', 'functions'],
] as const

function checkCompanions(request: ChatRequest): void {
  if (isGiven(request.stream_options) && request.stream !== true) {
    throw needs('stream_options', 'stream')
  }
  if (isGiven(request.top_logprobs) && request.logprobs !== true) {
    throw needs('top_logprobs', 'logprobs')
  }
  for (const [param, offer] of choices) {
    if (!isGiven(request[param]) || isGiven(request[offer])) continue
    const message = `Invalid value for '${param}': '${param}' is only allowed when '${offer}' are specified.`
    throw new GatewayError('unmet_dependency', message, { param })
  }
  // Providers differ in which of the two they read.
  if (isGiven(request.max_tokens) && isGiven(request.max_completion_tokens)) {
    const message =
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
    throw new GatewayError('invalid_parameter_combination', message, { param: 'max_tokens' })
  }
}

/** Who must call a tool that is not there could only make one up. */
function checkNamedTool({ tool_choice: choice, tools }: ChatRequest): void {
  if (typeof choice !== 'object' || choice === null || choice.type === 'allowed_tools') return
  const { name } = choice.type === 'function' ? choice.function : choice.custom
  if (tools?.some((tool) => tool.type === choice.type && nameOf(tool) === name)) return
  const message = `Invalid value for 'tool_choice': no ${choice.type} tool named '${excerpt(name)}' was specified in the 'tools' parameter.`
  throw new GatewayError('unmet_dependency', message, { param: 'tool_choice' })
}

function nameOf(tool: ChatTool): string {
  return tool.type === 'function' ? tool.function.name : tool.custom.name
}

function checkStrictSchemas({ tools, response_format: format }: ChatRequest): void {
  tools?.forEach((tool, index) => {
    if (tool.type !== 'function' || tool.function.strict !== true) return
    const fault = strictSchemaFault(tool.function.parameters)
    if (fault === null) return
    const message = `Invalid schema for function '${tool.function.name}': ${fault}`
    const param = `tools[${index}].function.parameters`
    throw new GatewayError('invalid_function_parameters', message, { param })
  })

  if (format?.type !== 'json_schema' || format.json_schema.strict !== true) return
  const fault = strictSchemaFault(format.json_schema.schema)
  if (fault === null) return
  const message = `Invalid schema for response_format '${format.json_schema.name}': ${fault}`
  throw new GatewayError('invalid_response_schema', message, { param: 'response_format' })
}
