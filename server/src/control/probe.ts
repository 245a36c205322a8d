import type { ProbeOutcome, ProviderProbeObject } from '@llavero/protocol/control/provider-probe.ts'
import * as z from 'zod'
import type { Egress } from '../egress/egress.ts'
import { EgressFailure } from '../egress/fetch-json.ts'
import { EgressRefusal } from '../egress/policy.ts'

/** Where a provider is, and with which key it opens; null where it needs none. */
export interface Door {
  readonly baseUrl: string
  readonly apiKey: string | null
}

export interface ProbeLimits {
  readonly timeoutMs: number
}

const PROBE_LIMITS: ProbeLimits = { timeoutMs: 5000 }
/** OpenRouter's list, the longest known, has 0.6 MB. */
const MAX_LIST_BYTES = 8 * 1024 * 1024
const MAX_MODELS = 5000

/** Only what we use of other people's answers, and no name that our own API would not take. */
const modelList = z.object({ data: z.array(z.object({ id: z.string().min(1).max(256) })) })

/** Asks `GET {base_url}/models`: is somebody there, and does the key open the door? Never throws for an answer. */
export async function probeProvider(
  egress: Egress,
  door: Door,
  { timeoutMs }: ProbeLimits = PROBE_LIMITS,
): Promise<ProviderProbeObject> {
  const url = new URL(`${door.baseUrl.replace(/\/+$/, '')}/models`)
  try {
    const { status, body } = await egress.fetchJson(url, {
      policy: 'configured',
      headers: door.apiKey === null ? {} : { authorization: `Bearer ${door.apiKey}` },
      timeoutMs,
      maxBytes: MAX_LIST_BYTES,
    })
    return judge(url.host, status, body)
  } catch (error) {
    if (error instanceof EgressRefusal) return probe('not_allowed', error.message)
    if (error instanceof EgressFailure) return probe('unreachable', error.message)
    throw error
  }
}

function judge(host: string, status: number, body: unknown): ProviderProbeObject {
  if (status === 401 || status === 403) {
    return probe('unauthorized', `${host} does not accept the API key.`)
  }
  const list = modelList.safeParse(body)
  if (status !== 200 || !list.success) {
    return probe('unexpected', `${host} answered ${status} without a list of models.`)
  }
  const models = [...new Set(list.data.data.map(({ id }) => id))].toSorted().slice(0, MAX_MODELS)
  return probe('ok', `${host} has ${models.length} models.`, models)
}

function probe(
  outcome: ProbeOutcome,
  message: string,
  models: readonly string[] = [],
): ProviderProbeObject {
  return { object: 'provider_probe', outcome, message, models }
}
