import type {
  ModelCardObject,
  ModelTrade,
  TunableParameter,
} from '@llavero/protocol/control/models.ts'

type Abilities = ModelCardObject['abilities']
type Refusal = NonNullable<ModelCardObject['parameters']['temperature']['reason']>

/** What vendors document of their models. Every rule that fits is applied, the later one wins. */
interface Rule {
  /** Absent: any vendor, as the same model is sold by many. */
  readonly vendor?: string
  readonly model: RegExp
  readonly abilities?: Partial<Abilities>
  readonly refuses?: Partial<Record<TunableParameter, Refusal | null>>
}

const samplingRefused = (reason: Refusal | null) => ({
  temperature: reason,
  top_p: reason,
  frequency_penalty: reason,
  presence_penalty: reason,
  logit_bias: reason,
  logprobs: reason,
})

const all = /^/

const rules: readonly Rule[] = [
  { model: all, refuses: { reasoning_effort: 'no_reasoning_model' } },
  // OpenAI: https://platform.openai.com/docs/models and the guide on reasoning models.
  {
    model: /^(gpt-|chatgpt-|o\d)/,
    abilities: { tools: 'yes', json_object: 'yes', vision: 'no', audio: 'no', reasoning: 'no' },
  },
  {
    model: /^(gpt-4o|chatgpt-4o|gpt-4\.1|gpt-[5-9]|o[134]|gpt-4-turbo)/,
    abilities: { vision: 'yes', json_schema: 'yes' },
  },
  { model: /^gpt-(3\.5|4($|-0|-1|-turbo))/, abilities: { json_schema: 'no' } },
  { model: /^o[13]-mini/, abilities: { vision: 'no' } },
  { model: /audio/, abilities: { audio: 'yes', vision: 'no' } },
  {
    model: /^(o\d|gpt-5($|-mini|-nano|-20))/,
    abilities: { reasoning: 'yes' },
    refuses: { ...samplingRefused('reasoning_model'), reasoning_effort: null },
  },
  { model: /^o(3|4-mini)/, refuses: { stop: 'reasoning_model' } },
  {
    model: /^gpt-(5\.\d|[6-9])/,
    abilities: { reasoning: 'yes' },
    refuses: { ...samplingRefused('only_without_reasoning'), reasoning_effort: null },
  },
  {
    model: /^gpt-\d.*chat-latest/,
    abilities: { reasoning: 'no' },
    refuses: { ...samplingRefused(null), reasoning_effort: 'no_reasoning_model' },
  },
  // Anthropic: https://docs.claude.com/en/api/openai-sdk says which fields are ignored.
  {
    model: /^claude-/,
    abilities: { vision: 'yes', tools: 'yes', audio: 'no', json_object: 'no', json_schema: 'no' },
    refuses: {
      frequency_penalty: 'unknown_to_vendor',
      presence_penalty: 'unknown_to_vendor',
      logit_bias: 'unknown_to_vendor',
      logprobs: 'unknown_to_vendor',
      seed: 'unknown_to_vendor',
      response_format: 'unknown_to_vendor',
      n: 'unknown_to_vendor',
    },
  },
  {
    model: /^gemini-/,
    abilities: {
      vision: 'yes',
      audio: 'yes',
      tools: 'yes',
      json_object: 'yes',
      json_schema: 'yes',
    },
    refuses: { reasoning_effort: null, logit_bias: 'unknown_to_vendor' },
  },
  {
    model: /^deepseek-/,
    abilities: { vision: 'no', audio: 'no', tools: 'yes', json_object: 'yes', json_schema: 'no' },
    refuses: { n: 'unknown_to_vendor', logit_bias: 'unknown_to_vendor' },
  },
  {
    model: /^deepseek-reasoner/,
    abilities: { reasoning: 'yes' },
    refuses: samplingRefused('reasoning_model'),
  },
  {
    vendor: 'mistral',
    model: all,
    abilities: { tools: 'yes', json_object: 'yes', json_schema: 'yes' },
    refuses: {
      seed: 'unknown_to_vendor',
      logit_bias: 'unknown_to_vendor',
      logprobs: 'unknown_to_vendor',
    },
  },
  {
    vendor: 'groq',
    model: all,
    refuses: {
      n: 'unknown_to_vendor',
      logit_bias: 'unknown_to_vendor',
      logprobs: 'unknown_to_vendor',
    },
  },
  { model: /^grok-/, abilities: { tools: 'yes', json_object: 'yes', json_schema: 'yes' } },
  {
    model: /^grok-(3-mini|4)/,
    abilities: { reasoning: 'yes' },
    refuses: {
      frequency_penalty: 'reasoning_model',
      presence_penalty: 'reasoning_model',
      stop: 'reasoning_model',
    },
  },
  {
    vendor: 'ollama',
    model: all,
    refuses: { n: 'unknown_to_vendor', logit_bias: 'unknown_to_vendor' },
  },
  { model: /llava|vision|pixtral|-vl\b|gemma-?3/, abilities: { vision: 'yes' } },
  // The simulator.
  {
    vendor: 'simulator',
    model: all,
    abilities: {
      vision: 'no',
      audio: 'no',
      tools: 'yes',
      json_object: 'yes',
      json_schema: 'yes',
      reasoning: 'no',
    },
  },
  {
    vendor: 'simulator',
    model: /^sim-code/,
    abilities: { tools: 'no', json_object: 'no', json_schema: 'no' },
    refuses: {
      ...samplingRefused('rule_based'),
      seed: 'rule_based',
      response_format: 'rule_based',
    },
  },
]

const unknown: Abilities = {
  vision: 'unknown',
  audio: 'unknown',
  tools: 'unknown',
  json_object: 'unknown',
  json_schema: 'unknown',
  reasoning: 'unknown',
}

const allowed = { is_allowed: true, reason: null } as const

const everyParameter: ModelCardObject['parameters'] = {
  temperature: allowed,
  top_p: allowed,
  n: allowed,
  max_tokens: allowed,
  frequency_penalty: allowed,
  presence_penalty: allowed,
  stop: allowed,
  seed: allowed,
  logit_bias: allowed,
  logprobs: allowed,
  reasoning_effort: allowed,
  response_format: allowed,
}

/** By their names, as no provider tells it in its list. */
const trades: readonly (readonly [ModelTrade, RegExp])[] = [
  ['embeddings', /embed/i],
  ['moderation', /moderation|guard/i],
  ['transcription', /whisper|transcri/i],
  ['speech', /\btts\b|speech/i],
  ['images', /dall-?e|image|imagen|flux|stable-diffusion/i],
  ['other', /rerank|realtime|veo-|sora|\bocr\b|babbage|davinci|-instruct-0914|-audio/i],
]

/** What a model is made for. */
export function tradeOf(model: string): ModelTrade {
  return trades.find(([, names]) => names.test(model))?.[0] ?? 'text'
}

/** What a model can do and be told, as its vendor documents it; names of hosts such as `openai/gpt-4o` count, too. */
export function modelFacts(
  vendor: string,
  model: string,
): Pick<ModelCardObject, 'abilities' | 'parameters'> {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  const fitting = rules.filter(
    (rule) => (rule.vendor === undefined || rule.vendor === vendor) && rule.model.test(name),
  )
  const refusals = Object.entries(Object.assign({}, ...fitting.map(({ refuses }) => refuses)))
  const refused = refusals
    .filter(([, reason]) => reason !== null)
    .map(([parameter, reason]) => [parameter, { is_allowed: false, reason }])
  return {
    abilities: Object.assign({ ...unknown }, ...fitting.map(({ abilities }) => abilities)),
    parameters: { ...everyParameter, ...Object.fromEntries(refused) },
  }
}
