import type { Json, JsonObject } from './json.ts'

/** What recorded answers of the service show, against what the document says. */
export interface KnownDifference {
  readonly schema: string
  /** Where in the schema, as keywords and property names; the schema itself without it. */
  readonly at: readonly string[]
  readonly change: (schema: JsonObject) => JsonObject
}

/** The service leaves these properties out, now or in older answers. */
function mayLack(
  schema: string,
  names: readonly string[],
  at: readonly string[] = [],
): KnownDifference {
  const change = (part: JsonObject) => ({
    ...part,
    required: (part['required'] as readonly string[]).filter((name) => !names.includes(name)),
  })
  return { schema, at, change }
}

/** The service sends null, too, although the property is required. */
function mayBeNull(
  schema: string,
  names: readonly string[],
  at: readonly string[] = [],
): KnownDifference {
  return alsoAllows(schema, names, { type: 'null' }, at)
}

function alsoAllows(
  schema: string,
  names: readonly string[],
  allowed: Json,
  at: readonly string[] = [],
): KnownDifference {
  const change = (part: JsonObject) => {
    const properties = part['properties'] as JsonObject
    const widened = names.map((name) => [name, { anyOf: [properties[name] ?? {}, allowed] }])
    return { ...part, properties: { ...properties, ...Object.fromEntries(widened) } }
  }
  return { schema, at, change }
}

const lists = [
  'ChatCompletionList',
  'ChatCompletionMessageList',
  'ContainerFileListResource',
  'ContainerListResource',
  'ConversationItemList',
  'ListAssistantsResponse',
  'ListFilesResponse',
  'ListMessagesResponse',
  'ListRunsResponse',
  'ListRunStepsResponse',
  'ListVectorStoreFilesResponse',
  'ListVectorStoresResponse',
  'ResponseItemList',
]
const choice = ['properties', 'choices', 'items']
const result = ['properties', 'results', 'items', 'properties']
const storedMessage = {
  allOf: [
    { $ref: '#/components/schemas/ChatCompletionRequestMessage' },
    { type: 'object', required: ['id', 'role', 'content'] },
  ],
}

/** The table of the data folder's README, "Document versus service", and what its recordings show beside. */
export const knownDifferences: readonly KnownDifference[] = [
  ...lists.map((list) => mayBeNull(list, ['first_id', 'last_id'])),
  mayLack('MessageObject', ['status', 'incomplete_details', 'completed_at', 'incomplete_at']),
  mayBeNull('RunObject', ['instructions']),
  mayLack('RunStepObject', ['expired_at', 'metadata']),
  mayBeNull('VectorStoreObject', ['name']),
  alsoAllows('VectorStoreFileBatchObject', ['object'], { const: 'vector_store.file_batch' }),
  mayLack('ChatCompletionResponseMessage', ['refusal']),
  // The messages of a stored completion are those of its request.
  alsoAllows('ChatCompletionMessageList', ['data'], { type: 'array', items: storedMessage }),
  // It can be uploaded for, and is told again.
  alsoAllows('OpenAIFile', ['purpose'], { const: 'evals' }),
  alsoAllows('Embedding', ['embedding'], { type: 'string' }),
  alsoAllows('FineTuningJob', ['error'], { type: 'object', maxProperties: 0 }),
  // The document has calls that pause a job, but no word for one that was.
  alsoAllows('FineTuningJob', ['status'], { const: 'paused' }),
  alsoAllows('WebSearchActionSearch', ['sources'], { type: 'array', items: { type: 'object' } }),
]

/** What the service no longer does, but did when a part of the recordings was made. Ours are not judged by it. */
export const formerDifferences: readonly KnownDifference[] = [
  mayLack('MessageObject', ['attachments']),
  mayLack('ThreadObject', ['tool_resources']),
  mayLack('RunObject', [
    'incomplete_details',
    'max_prompt_tokens',
    'max_completion_tokens',
    'truncation_strategy',
    'tool_choice',
    'response_format',
    'required_action',
    'usage',
    'parallel_tool_calls',
  ]),
  alsoAllows('RunObject', ['max_prompt_tokens', 'max_completion_tokens'], { type: 'integer' }),
  mayLack('VectorStoreFileObject', ['usage_bytes']),
  mayLack('ListFilesResponse', ['first_id', 'last_id']),
  mayLack('FineTuningJob', ['seed']),
  mayLack('CreateChatCompletionResponse', ['logprobs'], choice),
  mayLack('CreateChatCompletionStreamResponse', ['choices']),
  mayLack('CreateChatCompletionStreamResponse', ['finish_reason'], choice),
  mayLack('CreateModerationResponse', ['illicit', 'illicit/violent'], [...result, 'categories']),
  mayLack(
    'CreateModerationResponse',
    ['illicit', 'illicit/violent'],
    [...result, 'category_scores'],
  ),
  mayLack('CreateModerationResponse', ['category_applied_input_types'], result.slice(0, -1)),
  mayLack('ResponseUsage', ['cache_write_tokens'], ['properties', 'input_tokens_details']),
  mayLack('OutputTextContent', ['logprobs']),
  mayLack('ResponseFunctionCallArgumentsDoneEvent', ['name']),
  mayLack('ResponseTextDeltaEvent', ['logprobs']),
  mayLack('ResponseTextDoneEvent', ['logprobs']),
  ...[
    'ResponseCreatedEvent',
    'ResponseInProgressEvent',
    'ResponseOutputItemAddedEvent',
    'ResponseContentPartAddedEvent',
    'ResponseTextDeltaEvent',
    'ResponseTextDoneEvent',
    'ResponseContentPartDoneEvent',
    'ResponseOutputItemDoneEvent',
    'ResponseCompletedEvent',
  ].map((event) => mayLack(event, ['sequence_number'])),
]
