import { type ModelEndpoint, modelEndpoints } from '@llavero/protocol/endpoints.ts'
import { batchRoutes } from '../../server/src/batches/batch-routes.ts'
import { fileRoutes } from '../../server/src/files/file-routes.ts'
import { uploadRoutes } from '../../server/src/files/upload-routes.ts'
import { rowOf } from '../../server/src/gateway/endpoints/endpoints.ts'
import { simModelsFor } from '../../server/src/gateway/providers/sim/sim-provider.ts'
import { realtimeRoutes } from '../../server/src/realtime/realtime-routes.ts'
import { storedCompletionRoutes } from '../../server/src/stored-completions/routes.ts'
import { tuningRoutes } from '../../server/src/tuning/tuning-routes.ts'
import { table } from './table.ts'

export function apiPage(): string {
  return `# Endpoints

<!-- Made from the rows of server/src/gateway/endpoints, the simulator's table and the route tables of
     the resources by \`npm run docs\`: change it there. -->

## Answered by models

To a provider of the OpenAI dialect a call is passed through; the simulator answers those for which it has
models.

${table(['Endpoint', 'Scope', 'Providers of the OpenAI dialect', 'Simulator'], modelRows())}

## Answered by this server

Native: kept and answered here, whatever provider the models are at. \`GET /v1/models\` and
\`GET /v1/models/{model}\` are native as well. Where work can be passed through, a provider of the OpenAI dialect
does it as a whole, and this server keeps its state and its results.

${table(['Endpoint', 'Scope', 'Work for models of a provider', 'Work for the simulator'], resourceRows())}
`
}

function modelRows(): string[][] {
  return [
    ...modelEndpoints.map((endpoint) => modelRow('POST', endpoint)),
    modelRow('GET', 'realtime', ' as a WebSocket'),
  ]
}

function modelRow(method: string, endpoint: ModelEndpoint, how = ''): string[] {
  const models = simModelsFor(endpoint).map((model) => `\`${model}\``)
  const simulated = models.length > 0 ? `simulated: ${models.join(', ')}` : 'no'
  return [`\`${method} /v1${rowOf(endpoint).path}\`${how}`, endpoint, 'passed through', simulated]
}

/** By scope: at a provider of the OpenAI dialect, and on the simulator. */
const workAt: Readonly<Record<string, readonly [string, string]>> = {
  batches: ['executed, or passed through where the provider is set so', 'executed'],
  fine_tuning: ['passed through', 'simulated: `sim-mini`'],
}

function resourceRows(): string[][] {
  // Making a table of routes touches nothing of what the routes will work with.
  const parts = {} as never
  return [
    fileRoutes(parts),
    uploadRoutes(parts),
    batchRoutes(parts),
    tuningRoutes(parts),
    realtimeRoutes(parts),
    storedCompletionRoutes(parts),
  ]
    .flat()
    .map(({ method, path, endpoint }) => {
      const place = path.replaceAll(/:(\w+)/g, '{$1}')
      return [`\`${method} ${place}\``, endpoint, ...(workAt[endpoint] ?? ['', ''])]
    })
}
