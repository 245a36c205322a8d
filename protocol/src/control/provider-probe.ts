import * as z from 'zod'

/**
 * What became of asking a provider for its models. `unauthorized`: somebody is there and does not take the
 * key. `unreachable`: nobody answered. `not_allowed`: the address may not be called from this server.
 * `unexpected`: somebody answered, but not as this API does.
 */
const probeOutcome = z.enum(['ok', 'unauthorized', 'unreachable', 'not_allowed', 'unexpected'])
export type ProbeOutcome = z.output<typeof probeOutcome>

/** The answer to `POST /api/providers/probe`. */
export const providerProbeObject = z
  .object({
    object: z.literal('provider_probe'),
    outcome: probeOutcome,
    message: z.string().describe('The outcome in words.'),
    models: z.array(z.string()).readonly().describe('What the provider says it has.'),
  })
  .readonly()
  .meta({ id: 'ProviderProbe' })
export type ProviderProbeObject = z.output<typeof providerProbeObject>

/** One entry of `GET /api/local-servers`: a model server that may run on this machine. */
export const localServerObject = z
  .object({
    object: z.literal('local_server'),
    name: z.string(),
    vendor: z.string(),
    base_url: z.string(),
    state: z.enum(['found', 'without_model', 'not_running']),
    models: z.array(z.string()).readonly(),
  })
  .readonly()
  .meta({ id: 'LocalServer' })
export type LocalServerObject = z.output<typeof localServerObject>
