import { pageOf } from '@llavero/protocol/control/page.ts'
import {
  providerHealthObject,
  providerPresetObject,
} from '@llavero/protocol/control/provider-health.ts'
import type {
  ProviderHealthObject,
  ProviderPresetObject,
} from '@llavero/protocol/control/provider-health.ts'
import type { RequestLogRow } from '../storage/request-log.ts'
import type { ProviderTable } from '../storage/tables.ts'
import { notFound } from './not-found.ts'
import type { CircuitState, ControlParts } from './parts.ts'
import { route } from './route.ts'
import type { ControlRoute } from './route.ts'
import { toUnixSeconds, toUnixSecondsOrNull } from './unix-seconds.ts'
import { wholeList } from './whole-list.ts'

const access = 'person'
const shownErrors = 10

/** How a provider is doing, and what to fill in for a new one. */
export function providerHealthRoutes(parts: ControlParts): ControlRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/provider-presets',
      access,
      answer: pageOf(providerPresetObject),
      summary: 'Vendors and their addresses, to fill a form in.',
      handle: async () => ({ body: wholeList(presets) }),
    }),
    route({
      method: 'GET',
      path: '/api/providers/:id/health',
      access,
      answer: providerHealthObject,
      summary: 'How a provider is doing: open circuits of this process, and the last failed calls.',
      handle: async ({ id }) => {
        const provider = await parts.storage.providers.get(id)
        if (!provider) throw notFound('provider', id)
        return { body: await describeHealth(parts, provider) }
      },
    }),
  ]
}

async function describeHealth(
  { storage, workspace }: ControlParts,
  provider: ProviderTable,
): Promise<ProviderHealthObject> {
  const of = { provider: provider.name }
  const [failed, cut, succeeded] = await Promise.all([
    storage.requestLog.page({ filters: { ...of, verdict: 'provider_error' }, limit: shownErrors }),
    storage.requestLog.page({ filters: { ...of, verdict: 'truncated' }, limit: shownErrors }),
    storage.requestLog.page({ filters: { ...of, verdict: 'complete' }, limit: 1 }),
  ])
  const errors = [...failed, ...cut].toSorted((a, b) => (a.id < b.id ? 1 : -1))
  const circuits = workspace.circuits(provider.id)
  return {
    object: 'provider_health',
    provider_id: provider.id,
    state: stateOf(circuits),
    circuits: circuits.map(({ model, isOpen, failures, waitMs }) => ({
      model,
      state: isOpen ? 'open' : 'failing',
      failures,
      retry_in_ms: Math.ceil(waitMs),
    })),
    last_success_at: toUnixSecondsOrNull(succeeded[0]?.started_at ?? null),
    recent_errors: errors.slice(0, shownErrors).map(recentError),
  }
}

function stateOf(circuits: readonly CircuitState[]): ProviderHealthObject['state'] {
  if (circuits.some(({ isOpen }) => isOpen)) return 'open'
  return circuits.length > 0 ? 'failing' : 'healthy'
}

function recentError(row: RequestLogRow): ProviderHealthObject['recent_errors'][number] {
  return {
    request_id: row.id,
    created_at: toUnixSeconds(row.started_at),
    model: row.model_used ?? row.model_asked,
    verdict: row.verdict,
    status: row.status,
    error_code: row.error_code,
  }
}

function preset(
  name: string,
  vendor: string,
  base_url: string,
  keys_url: string | null,
): ProviderPresetObject {
  return {
    object: 'provider_preset',
    name,
    vendor,
    base_url,
    needs_key: keys_url !== null,
    keys_url,
  }
}

/** Vendors whose API speaks the OpenAI dialect at this address, by their documentation. */
const presets: readonly ProviderPresetObject[] = [
  preset('OpenAI', 'openai', 'https://api.openai.com/v1', 'https://platform.openai.com/api-keys'),
  preset(
    'Anthropic',
    'anthropic',
    'https://api.anthropic.com/v1',
    'https://platform.claude.com/settings/keys',
  ),
  preset(
    'Google Gemini',
    'google',
    'https://generativelanguage.googleapis.com/v1beta/openai',
    'https://aistudio.google.com/apikey',
  ),
  preset('Mistral', 'mistral', 'https://api.mistral.ai/v1', 'https://console.mistral.ai/api-keys'),
  preset(
    'DeepSeek',
    'deepseek',
    'https://api.deepseek.com/v1',
    'https://platform.deepseek.com/api_keys',
  ),
  preset('xAI', 'xai', 'https://api.x.ai/v1', 'https://console.x.ai'),
  preset('Groq', 'groq', 'https://api.groq.com/openai/v1', 'https://console.groq.com/keys'),
  preset(
    'Cohere',
    'cohere',
    'https://api.cohere.ai/compatibility/v1',
    'https://dashboard.cohere.com/api-keys',
  ),
  preset(
    'OpenRouter',
    'openrouter',
    'https://openrouter.ai/api/v1',
    'https://openrouter.ai/settings/keys',
  ),
  preset(
    'Together AI',
    'together',
    'https://api.together.xyz/v1',
    'https://api.together.ai/settings/api-keys',
  ),
  preset('Ollama', 'ollama', 'http://127.0.0.1:11434/v1', null),
  preset('LM Studio', 'lmstudio', 'http://127.0.0.1:1234/v1', null),
  preset('llama.cpp', 'llamacpp', 'http://127.0.0.1:8080/v1', null),
  preset('vLLM', 'vllm', 'http://127.0.0.1:8000/v1', null),
]
