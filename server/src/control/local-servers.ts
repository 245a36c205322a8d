import type { LocalServerObject } from '@llavero/protocol/control/provider-probe.ts'
import type { Egress } from '../egress/egress.ts'
import { probeProvider } from './probe.ts'

/** A model server that people run on their own machine, and where it listens unless told otherwise. */
export interface LocalServer {
  readonly name: string
  readonly vendor: string
  readonly baseUrl: string
}

export const LOCAL_SERVERS: readonly LocalServer[] = [
  { name: 'Ollama', vendor: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', vendor: 'lmstudio', baseUrl: 'http://127.0.0.1:1234/v1' },
  { name: 'llama.cpp', vendor: 'llamacpp', baseUrl: 'http://127.0.0.1:8080/v1' },
  { name: 'vLLM', vendor: 'vllm', baseUrl: 'http://127.0.0.1:8000/v1' },
]

/** This machine answers at once or not at all. */
const LOCAL_LIMITS = { timeoutMs: 1000 }

/** Knocks at every place; something else that listens there counts as not running. */
export function findLocalServers(
  egress: Egress,
  servers: readonly LocalServer[],
): Promise<LocalServerObject[]> {
  return Promise.all(
    servers.map(async ({ name, vendor, baseUrl }) => {
      const door = { baseUrl, apiKey: null }
      const { outcome, models } = await probeProvider(egress, door, LOCAL_LIMITS)
      const found = models.length > 0 ? 'found' : 'without_model'
      const state = outcome === 'ok' ? found : 'not_running'
      return { object: 'local_server', name, vendor, base_url: baseUrl, state, models }
    }),
  )
}
