import { createKeyBody, updateKeyBody } from '@llavero/protocol/control/keys.ts'
import { pageQuery } from '@llavero/protocol/control/page.ts'
import { putPriceBody } from '@llavero/protocol/control/prices.ts'
import {
  createProviderBody,
  probeProviderBody,
  updateProviderBody,
} from '@llavero/protocol/control/providers.ts'
import { requestsQuery } from '@llavero/protocol/control/requests.ts'
import { createRouteBody, updateRouteBody } from '@llavero/protocol/control/routes.ts'
import { loginBody, setupBody } from '@llavero/protocol/control/setup.ts'
import { usageQuery } from '@llavero/protocol/control/usage.ts'
import { table } from './table.ts'

/** A route's input, the interface of its answer and what it does. */
type RouteText = readonly [takes: keyof typeof inputs | '', answer: string, what: string]

export const routeTexts: Readonly<Record<string, RouteText>> = {
  'GET /api/setup': ['', 'SetupState', 'Whether the first owner is still to be made.'],
  'GET /api/setup/code': ['', 'SetupCodeObject', 'The one-time code; null once an owner exists.'],
  'POST /api/setup': [
    'First owner',
    'SessionObject',
    'Makes the first owner and signs in. Guesses are slowed down.',
  ],
  'POST /api/session': ['Sign-in', 'SessionObject', 'Signs in.'],
  'GET /api/session': ['', 'SessionObject', 'Who is signed in, and the CSRF token.'],
  'DELETE /api/session': ['', '', 'Signs out.'],
  'POST /api/keys': [
    'New key',
    'CreatedKeyObject',
    'Makes a key. The answer is the only one that holds it whole.',
  ],
  'GET /api/keys': ['Page', 'Page<KeyObject>', 'All keys with what they have spent.'],
  'GET /api/keys/:id': ['', 'KeyObject', 'One key.'],
  'PATCH /api/keys/:id': [
    'Changed key',
    'KeyObject',
    'Changes name, scopes, limits or expiry. An absent field stays, null takes a limit away.',
  ],
  'POST /api/keys/:id/revoke': ['', 'KeyObject', 'Ends a key for good.'],
  'GET /api/providers': ['', 'Page<ProviderObject>', 'All providers.'],
  'POST /api/providers': [
    'New provider',
    'ProviderObject',
    'Adds a provider, seals its key and asks it for its models.',
  ],
  'GET /api/providers/:id': ['', 'ProviderObject', 'One provider.'],
  'PATCH /api/providers/:id': [
    'Changed provider',
    'ProviderObject',
    'Changes a provider. An absent field stays, a null key is removed.',
  ],
  'DELETE /api/providers/:id': [
    '',
    'Deleted',
    'Removes a provider and its key; 409 while a route leads to it.',
  ],
  'POST /api/providers/:id/refresh': [
    '',
    'ProviderObject',
    'Asks the provider for its models again.',
  ],
  'POST /api/providers/probe': [
    'Probe',
    'ProviderProbeObject',
    'Tries an address and a key; saves nothing.',
  ],
  'GET /api/local-servers': [
    '',
    'Page<LocalServerObject>',
    'Looks for model servers on this machine.',
  ],
  'GET /api/routes': [
    '',
    'Page<RouteObject>',
    'All routes: model names of ours and where they lead.',
  ],
  'POST /api/routes': [
    'New route',
    'RouteObject',
    'Makes a route. Its targets are tried in order.',
  ],
  'GET /api/routes/:id': ['', 'RouteObject', 'One route.'],
  'PATCH /api/routes/:id': ['Changed route', 'RouteObject', 'Replaces the targets.'],
  'DELETE /api/routes/:id': ['', 'Deleted', 'Removes a route.'],
  'GET /api/prices': ['', 'Page<PriceObject>', 'All prices, with source and date.'],
  'PUT /api/prices': [
    'Price',
    'PriceObject',
    'Sets the price of one model; it wins over the built-in table.',
  ],
  'DELETE /api/prices/:id': [
    '',
    'Deleted',
    'Takes an own price back. `:id` is the model name, percent-encoded.',
  ],
  'GET /api/requests': ['Requests', 'Page<RequestObject>', 'The log: one row a call.'],
  'GET /api/requests/:id': ['', 'RequestObject', 'One call, by its `x-request-id`.'],
  'GET /api/usage': [
    'Usage',
    'UsageSummary',
    'Sums over the log, and the total of exactly these rows.',
  ],
  'POST /api/vault/rotate': [
    '',
    'VaultRotationObject',
    'Seals all secrets by the next master key.',
  ],
}

export const inputs = {
  'First owner': setupBody,
  'Sign-in': loginBody,
  Page: pageQuery,
  'New key': createKeyBody,
  'Changed key': updateKeyBody,
  'New provider': createProviderBody,
  'Changed provider': updateProviderBody,
  Probe: probeProviderBody,
  'New route': createRouteBody,
  'Changed route': updateRouteBody,
  Price: putPriceBody,
  Requests: requestsQuery,
  Usage: usageQuery,
} as const

/** What is used of JSON Schema here. */
interface FieldSchema {
  readonly type?: string
  readonly anyOf?: readonly FieldSchema[]
  readonly enum?: readonly unknown[]
  readonly items?: FieldSchema
  readonly properties?: Readonly<Record<string, FieldSchema>>
  readonly required?: readonly string[]
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly format?: string
}

export function fieldTable(input: (typeof inputs)[keyof typeof inputs]): string {
  const { properties = {}, required = [] } = input.toJSONSchema({ io: 'input' }) as FieldSchema
  const rows = Object.entries(properties).map(([name, schema]) => [
    `\`${name}\``,
    typeText(schema),
    required.includes(name) ? 'required' : defaultText(schema),
  ])
  return table(['Field', 'Type', 'Default'], rows)
}

function defaultText(schema: FieldSchema): string {
  return schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``
}

function typeText(schema: FieldSchema): string {
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' or ')
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ')
  if (schema.items) return `${range(schema.minItems, schema.maxItems)} of ${typeText(schema.items)}`
  if (schema.properties) return `\`{ ${Object.keys(schema.properties).join(', ')} }\``
  if (schema.format) return schema.format
  const [min, max] =
    schema.type === 'string'
      ? [schema.minLength, schema.maxLength]
      : [schema.minimum, schema.maximum]
  const bounds = range(min, max)
  const unit = schema.type === 'string' ? ' characters' : ''
  return bounds === '' ? (schema.type ?? '') : `${schema.type}, ${bounds}${unit}`
}

/** Bounds that only say what a number can be at all are left out. */
function range(min: number | undefined, max: number | undefined): string {
  const isBounded = max !== undefined && max < Number.MAX_SAFE_INTEGER
  if (min === undefined && !isBounded) return ''
  if (!isBounded) return `${min} or more`
  return `${min ?? 0} to ${max}`
}
