import { errorCatalogue, type ErrorEntry } from '@llavero/protocol/errors.ts'
import type { ControlRoute } from '../route.ts'
import { type JsonSchema, SchemaBook } from './json-schema.ts'

interface OpenApiParameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: JsonSchema
}

export interface OpenApiOperation {
  readonly operationId: string
  readonly tags: readonly [string]
  readonly summary: string
  readonly 'x-access': string
  readonly security: readonly Readonly<Record<string, readonly []>>[]
  readonly parameters?: readonly OpenApiParameter[]
  readonly requestBody?: {
    readonly required: true
    readonly content: { readonly 'application/json': { readonly schema: JsonSchema } }
  }
  readonly responses: Readonly<Record<string, unknown>>
}

/** The description of an API in the form of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1). */
export interface OpenApiDocument {
  readonly openapi: '3.1.1'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly [{ readonly url: '/' }]
  /** Path → method → what it does. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly responses: Readonly<Record<string, unknown>>
    readonly securitySchemes: Readonly<Record<string, unknown>>
  }
}

const about = `The admin API of this server: keys, providers, the request log and its sums, and the workspace's code actions and runs. Models are called under \`/v1\`, which follows the OpenAI API and takes a key or, from this page, the session. Money is in US dollars, times are Unix seconds. Unknown fields are refused by name.`

/** Describes all routes by the schemas that check them. */
export function describeApi(routes: readonly ControlRoute[], version: string): OpenApiDocument {
  const book = new SchemaBook()
  const paths: Record<string, Record<string, OpenApiOperation>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    const methods = (paths[path] ??= {})
    methods[route.method.toLowerCase()] = operation(route, book)
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Llavero admin API', version, description: about },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { ...sorted(book.schemas), Error: errorSchema },
      responses: { Error: { description: 'What went wrong.', content: json(errorReference) } },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'llavero_session' },
        csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token' },
      },
    },
  }
}

function operation(route: ControlRoute, book: SchemaBook): OpenApiOperation {
  const { method, path, access, summary, body, answer } = route
  const parameters = [...pathParameters(path), ...queryParameters(route, book)]
  return {
    operationId: operationId(method, path),
    tags: [path.split('/')[2]?.split('.')[0] ?? ''],
    summary,
    'x-access': access,
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== null && {
      requestBody: { required: true, content: json(book.add(body, 'input')) },
    }),
    responses: {
      '2XX': answer === null ? unlikeJson(path) : answered(book.add(answer, 'output')),
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

function pathParameters(path: string): OpenApiParameter[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters({ query }: ControlRoute, book: SchemaBook): OpenApiParameter[] {
  if (query === null) return []
  const { properties = {}, required = [] } = book.add(query, 'input')
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

/** The private socket asks for nothing, and so does what is open to everybody. */
function securityOf({ access, method }: ControlRoute): OpenApiOperation['security'] {
  if (access !== 'person') return []
  return method === 'GET' ? [{ session: [] }] : [{ session: [], csrf: [] }]
}

function json(schema: JsonSchema) {
  return { 'application/json': { schema } }
}

function answered(schema: JsonSchema) {
  return { description: 'The answer.', content: json(schema) }
}

const text = { schema: { type: 'string' } }

function unlikeJson(path: string) {
  if (path.endsWith('.csv')) return { description: 'A table.', content: { 'text/csv': text } }
  if (path.endsWith('/reference')) return { description: 'A page.', content: { 'text/html': text } }
  if (path.endsWith('.json')) {
    return { description: 'This description.', content: json({ type: 'object' }) }
  }
  return { description: 'Server-sent events.', content: { 'text/event-stream': text } }
}

/** `POST /api/keys/:id/revoke` → `postKeysIdRevoke` */
function operationId(method: string, path: string): string {
  const words = path.slice('/api/'.length).split(/[^A-Za-z0-9]+/)
  const rest = words
    .filter((word) => word !== '')
    .map((word) => word[0]?.toUpperCase() + word.slice(1))
  return method.toLowerCase() + rest.join('')
}

const errorReference: JsonSchema = { $ref: '#/components/schemas/Error' }

const nullableText: JsonSchema = { anyOf: [{ type: 'string' }, { type: 'null' }] }

const errorSchema: JsonSchema & { readonly 'x-errors': unknown } = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        message: { type: 'string' },
        type: { type: 'string' },
        param: { ...nullableText, description: 'The field at fault, e.g. `parameters.top_p`.' },
        code: {
          anyOf: [{ type: 'string', enum: Object.keys(errorCatalogue) }, { type: 'null' }],
        },
      },
      required: ['message', 'type', 'param', 'code'],
    },
  },
  required: ['error'],
  'x-errors': Object.entries(errorCatalogue).map(([code, entry]: [string, ErrorEntry]) => ({
    code,
    status: entry.status,
    type: entry.type,
    when: entry.when,
  })),
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
