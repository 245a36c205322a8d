import type { ApiKeyTable, ProviderTable } from '../../src/storage/tables.ts'
import type { RequestLogRow } from '../../src/storage/request-log.ts'

/** A row of the request log as a plain call makes it. */
export function requestLogRow(values: Partial<RequestLogRow> = {}): RequestLogRow {
  return {
    id: 'req_0190b5c8a80000000000000000000001',
    started_at: 1_720_000_000_000,
    key_id: 'abcd1234',
    project_id: 'default',
    feature: null,
    endpoint: 'chat',
    model_asked: 'fast',
    model_used: 'gpt-4o-mini',
    provider: 'openai',
    attempts: 1,
    verdict: 'complete',
    status: 200,
    error_code: null,
    is_stream: 0,
    input_tokens: 100,
    cached_input_tokens: 0,
    cache_write_tokens: 0,
    output_tokens: 20,
    reasoning_tokens: 0,
    images: 0,
    characters: 0,
    audio_ms: 0,
    is_estimated: 0,
    cost_micro_usd: 27,
    is_priced: 1,
    first_byte_ms: 12,
    total_ms: 40,
    overhead_ms: 1,
    person_id: null,
    admission_ms: 0,
    failed_tries: null,
    ...values,
  }
}

export function apiKeyRow(values: Partial<ApiKeyTable> = {}): ApiKeyTable {
  return {
    id: 'abcd1234',
    name: 'build',
    project_id: 'default',
    secret_hash: '00'.repeat(32),
    last_four: 'wxyz',
    models: null,
    endpoints: null,
    requests_per_minute: null,
    tokens_per_minute: null,
    budget_micro_usd: null,
    budget_window: 'total',
    created_at: 1_720_000_000_000,
    expires_at: null,
    revoked_at: null,
    previous_secret_hash: null,
    previous_last_four: null,
    previous_ends_at: null,
    previous_last_used_at: null,
    ...values,
  }
}

export function providerRow(values: Partial<ProviderTable> = {}): ProviderTable {
  return {
    id: 'provider-1',
    name: 'openai',
    dialect: 'openai',
    vendor: 'openai',
    base_url: 'https://api.openai.com/v1',
    secret_id: null,
    is_default: 0,
    is_enabled: 1,
    image_urls: 'pass',
    batches: 'executed',
    created_at: 1_720_000_000_000,
    ...values,
  }
}
