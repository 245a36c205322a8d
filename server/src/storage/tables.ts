import type {
  BatchLineTable,
  BatchTable,
  FineTunedModelTable,
  FineTuningEventTable,
  FineTuningJobTable,
  JobTable,
} from './work-tables.ts'

/**
 * The tables, the same on both engines. Times are Unix milliseconds, money is whole micro-dollars,
 * booleans are 0 or 1 and lists are JSON text, so that a row reads alike on SQLite and PostgreSQL.
 */
export interface Tables {
  setting: SettingTable
  person: PersonTable
  session: SessionTable
  project: ProjectTable
  api_key: ApiKeyTable
  secret: SecretTable
  provider: ProviderTable
  provider_model: ProviderModelTable
  route: RouteTable
  route_target: RouteTargetTable
  price: PriceTable
  request_log: RequestLogTable
  stored_completion: StoredCompletionTable
  stored_completion_metadata: StoredCompletionMetadataTable
  request_content: RequestContentTable
  realtime_secret: RealtimeSecretTable
  quota_account: QuotaAccountTable
  quota_lease: QuotaLeaseTable
  blob: BlobTable
  blob_garbage: BlobGarbageTable
  file: FileTable
  file_blob: FileBlobTable
  upload: UploadTable
  upload_part: UploadPartTable
  code_action: CodeActionTable
  code_action_version: CodeActionVersionTable
  run: RunTable
  preference: PreferenceTable
  job: JobTable
  batch: BatchTable
  batch_line: BatchLineTable
  fine_tuning_job: FineTuningJobTable
  fine_tuning_event: FineTuningEventTable
  fine_tuned_model: FineTunedModelTable
}

/** Small facts of the installation, e.g. `revision`, which every change of the admin plane raises. */
interface SettingTable {
  name: string
  value: string
}

export interface PersonTable {
  id: string
  email: string
  name: string
  /** Argon2id in PHC format. */
  password_hash: string
  role: 'owner'
  created_at: number
}

export interface SessionTable {
  /** SHA-256 of the cookie's value, hex. */
  id: string
  person_id: string
  csrf_token: string
  created_at: number
  expires_at: number
}

/** A short-lived key for one realtime session, minted for whoever holds a real one. */
export interface RealtimeSecretTable {
  /** SHA-256 of the secret, hex. */
  id: string
  /** Whose it is; null for whoever may use the simulator without a key. */
  key_id: string | null
  /** The session that it opens, as JSON. */
  session: string
  expires_at: number
}

export interface ProjectTable {
  id: string
  name: string
  created_at: number
}

export interface ApiKeyTable {
  /** The public part of the key: 8 characters. */
  id: string
  name: string
  project_id: string
  /** SHA-256 of the secret part, hex. */
  secret_hash: string
  last_four: string
  /** JSON array of names and `prefix*` patterns; null allows all. */
  models: string | null
  /** JSON array of endpoints; null allows all. */
  endpoints: string | null
  requests_per_minute: number | null
  tokens_per_minute: number | null
  budget_micro_usd: number | null
  /** `total`, `month` or `day`. */
  budget_window: string
  created_at: number
  expires_at: number | null
  revoked_at: number | null
  /** Of the secret before the last rotation, which is good until `previous_ends_at`; null where there was none. */
  previous_secret_hash: string | null
  previous_last_four: string | null
  previous_ends_at: number | null
  /** Since the rotation; null where it was not. */
  previous_last_used_at: number | null
}

/** An envelope of the vault: a data key sealed by the master key, and the secret sealed by the data key. */
export interface SecretTable {
  id: string
  sealed: string
  created_at: number
}

export interface ProviderTable {
  id: string
  name: string
  dialect: 'openai'
  /** E.g. `openai`, `ollama`, `groq`; decides which prices apply. */
  vendor: string
  base_url: string
  secret_id: string | null
  /** 1 for the provider that takes model names no route knows; at most one row. */
  is_default: number
  is_enabled: number
  /** Whether the provider gets the addresses of pictures in messages, or the pictures. */
  image_urls: 'pass' | 'fetch'
  /** Whether batches of its models are sent line by line, or passed to it as a whole. */
  batches: 'executed' | 'passed'
  created_at: number
}

/** The models a provider said it has. */
export interface ProviderModelTable {
  provider_id: string
  model: string
  created_at: number
}

/** A model name of ours (an alias) that leads to targets. */
export interface RouteTable {
  id: string
  model: string
  created_at: number
}

export interface RouteTargetTable {
  route_id: string
  /** Targets are tried in this order. */
  position: number
  provider_id: string
  model: string
}

/** A price set by the operator; wins over the built-in table. Micro-dollars per million tokens. */
export interface PriceTable {
  /** The model name at the provider. */
  model: string
  input: number
  cached_input: number | null
  output: number
  /** A `MediaPrice` as JSON; null leaves it to the built-in table. */
  media: string | null
  source: string
  as_of: string
}

/** A chat completion that a client asked to keep. */
export interface StoredCompletionTable {
  project_id: string
  /** The provider's. */
  id: string
  created_at: number
  /** The model that answered. */
  model: string
  model_asked: string
  /** JSON, as the API tells it, without its metadata. */
  completion: string
  /** JSON: those of the request. */
  messages: string
}

interface StoredCompletionMetadataTable {
  project_id: string
  completion_id: string
  name: string
  value: string
}

/** One row a call. */
export interface RequestLogTable {
  /** Sorts by time, so it is also the page key. */
  id: string
  started_at: number
  key_id: string | null
  project_id: string
  feature: string | null
  endpoint: string
  model_asked: string
  model_used: string | null
  provider: string | null
  attempts: number
  verdict: string
  status: number
  error_code: string | null
  is_stream: number
  input_tokens: number
  cached_input_tokens: number
  cache_write_tokens: number
  output_tokens: number
  reasoning_tokens: number
  /** Pictures made. */
  images: number
  /** Of text to be spoken. */
  characters: number
  /** Of sound that was listened to. */
  audio_ms: number
  /** 1 where the tokens are our estimate, because the provider did not say. */
  is_estimated: number
  /** 0 where nobody knows the price. */
  cost_micro_usd: number
  /** 0 where something was used whose price nobody knows. */
  is_priced: number
  /** Null when nothing came. */
  first_byte_ms: number | null
  total_ms: number
  /** Time spent in this process, without waiting for the upstream. */
  overhead_ms: number
  /** Whose session made the call; null for a key. */
  person_id: string | null
  /** From arrival until the call was admitted; null where it was not, and in rows of older versions. */
  admission_ms: number | null
  /** JSON array of the tries that failed before the last one; null where the first one was the last. */
  failed_tries: string | null
}

/** Only written when the operator switched content storage on. */
export interface RequestContentTable {
  id: string
  request: string
  response: string
}

/** One limit's state in one window. */
export interface QuotaAccountTable {
  owner: string
  unit: string
  window: string
  /** Unix milliseconds; 0 for `total`. */
  window_start: number
  /** The limit at the last lease, for display. */
  limit_amount: number
  /** What finished calls used. */
  settled: number
}

/** What one process took of an account for its own use; one row a process and account. */
export interface QuotaLeaseTable {
  owner: string
  unit: string
  window: string
  window_start: number
  /** The process that holds it. */
  replica: string
  /** What is not settled yet; negative when more was used than leased. */
  amount: number
  /** From then on the process counts as dead and its lease as free. */
  expires_at: number
}

/** Bytes that were stored once, however many files have them. */
interface BlobTable {
  /** SHA-256 of the bytes, hex. */
  hash: string
  /** Where the store has them: the hash and something random, so that no key is ever used again. */
  key: string
  bytes: number
  /** Rows of `file_blob` and `upload_part` that point here; the row goes with the last of them. */
  reference_count: number
}

/** What the store may hold though nobody needs it. */
interface BlobGarbageTable {
  key: string
  /** Until then it may still be on its way in. */
  remove_after: number
}

export interface FileTable {
  id: string
  project_id: string
  purpose: string
  filename: string
  bytes: number
  created_at: number
  expires_at: number | null
}

/** A file is the bytes of its blobs, one after the other. */
interface FileBlobTable {
  file_id: string
  position: number
  hash: string
}

export interface UploadTable {
  id: string
  project_id: string
  filename: string
  purpose: string
  /** As declared: the parts must add up to it. */
  bytes: number
  mime_type: string
  status: 'pending' | 'completed' | 'cancelled' | 'expired'
  created_at: number
  expires_at: number
  /** How long the file lives that comes of it; null for ever. */
  file_expires_after_ms: number | null
  file_id: string | null
}

export interface UploadPartTable {
  id: string
  upload_id: string
  hash: string
  bytes: number
  created_at: number
}
/** Something that can be done with a snippet, e.g. fix its bugs. */
export interface CodeActionTable {
  id: string
  /** Null for a built-in one, which is everybody's. */
  person_id: string | null
  slug: string
  /** The current one. */
  version: number
  /** 1 for a built-in one that was edited. */
  is_modified: number
  created_at: number
  deleted_at: number | null
}

/** What an action was from some time on; never changed, as runs refer to it. */
export interface CodeActionVersionTable {
  action_id: string
  version: number
  /** JSON: language → name. */
  name: string
  /** JSON: language → templates of the system and the user message. */
  prompts: string
  tier: string
  output: string
  /** Null takes the tier's. */
  model: string | null
  /** JSON object of sampling parameters. */
  parameters: string
  created_at: number
}

/** One use of an action. Verdict, tokens and cost are those of the request log's row. */
export interface RunTable {
  /** Sorts by time, so it is also the page key. */
  id: string
  person_id: string
  request_id: string
  action_id: string
  action_version: number
  language: string
  file_name: string | null
  answer_language: string
  model: string
  /** JSON object of sampling parameters. */
  parameters: string
  group_id: string | null
  /** 0 to 3; no two runs of a group have the same. */
  group_position: number | null
  code: string
  /** JSON array of `{ text, finish_reason }`. */
  answers: string
  /** How the first answer begins. */
  answer_excerpt: string
  /** JSON `{ code, message }`; null where nothing went wrong. */
  error: string | null
  /** In lower case: what the history is searched by. */
  search_text: string
  started_at: number
  ended_at: number | null
  deleted_at: number | null
}

/** What the page remembers of a person. */
interface PreferenceTable {
  person_id: string
  /** JSON object. */
  preferences: string
}
