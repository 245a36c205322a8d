/** What became of asking a provider for its models. */
export type ProbeOutcome =
  | 'ok'
  /** Somebody is there and does not take the key. */
  | 'unauthorized'
  /** Nobody answered. */
  | 'unreachable'
  /** The address may not be called from this server. */
  | 'not_allowed'
  /** Somebody answered, but not as this API does. */
  | 'unexpected'

/** The answer to `POST /api/providers/probe`. */
export interface ProviderProbeObject {
  readonly object: 'provider_probe'
  readonly outcome: ProbeOutcome
  /** The outcome in words. */
  readonly message: string
  /** What the provider says it has. */
  readonly models: readonly string[]
}

/** One entry of `GET /api/local-servers`: a model server that may run on this machine. */
export interface LocalServerObject {
  readonly object: 'local_server'
  readonly name: string
  readonly vendor: string
  readonly base_url: string
  readonly state: 'found' | 'without_model' | 'not_running'
  readonly models: readonly string[]
}
